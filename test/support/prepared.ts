import type { Database } from '../../src/storage/database.js'

/** A statement that a connection keeps, and how often it was run with a plan for all values and with one for given ones. */
export interface Prepared {
  readonly general: number
  readonly particular: number
}

/** The statements like this on all connections. */
export async function preparedLike({ pool }: Database, pattern: string): Promise<Prepared[]> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  try {
    const found = await Promise.all(
      clients.map(client =>
        client.query<Prepared>(
          `select generic_plans::int as general, custom_plans::int as particular from pg_prepared_statements
           where statement like $1`,
          [pattern],
        ),
      ),
    )
    return found.flatMap(({ rows }) => rows)
  } finally {
    for (const client of clients) client.release()
  }
}
