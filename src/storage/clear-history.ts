import type { Database } from './database.js'

const BATCH = 10_000

/** What is kept of the past, with the column that says when it ended. */
const PAST = {
  change_feed: 'at',
  link_past: 'unlinked_at',
  metaverse_reference_past: 'until',
} as const

/**
 * Clears what ended before a time, in transactions of 10,000 rows, and notes from when on the past is known. What is now
 * stays as it is. Answers how many rows went.
 */
export async function clearHistory(database: Database, before: Date): Promise<number> {
  // First: nobody is to be told half of the past as if it were all.
  await database.query('update history_kept set since = greatest(since, $1)', [before])
  let cleared = 0
  for (const [table, ended] of Object.entries(PAST)) cleared += await clearTable(database, { table, ended, before })
  return cleared
}

interface Clearing {
  readonly table: string
  readonly ended: string
  readonly before: Date
}

async function clearTable(database: Database, { table, ended, before }: Clearing): Promise<number> {
  for (let cleared = 0; ; ) {
    const [row] = await database.query<{ count: number }>(
      `with gone as (
         delete from ${table} where ctid = any(array(select ctid from ${table} where ${ended} < $1 limit ${BATCH})) returning 1)
       select count(*) from gone`,
      [before],
    )
    cleared += row?.count ?? 0
    if ((row?.count ?? 0) < BATCH) return cleared
  }
}
