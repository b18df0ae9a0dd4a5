import type { Database } from '../src/storage/database.js'

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) throw new Error('there is no median of nothing')
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Milliseconds that the work takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Leaves nothing of earlier work for the next measurement to write out. */
export async function settle(database: Database): Promise<void> {
  await database.query('checkpoint')
  globalThis.gc?.()
}

/** Rows inserted, updated and deleted so far, by table; temporary tables are counted together. */
export type RowCounts = ReadonlyMap<string, number>

export async function rowCounts(database: Database): Promise<RowCounts> {
  await flushCounters(database)
  const rows = await database.query<{ name: string; count: number }>(
    `select case when schemaname like 'pg_temp%' then '(temporary)' else relname end as name,
       sum(n_tup_ins + n_tup_upd + n_tup_del) as count
     from pg_stat_user_tables group by 1`,
  )
  return new Map(rows.map(row => [row.name, Number(row.count)]))
}

/** A server process hands its counters in about once a second, or later when it rests; each is asked to do it now. */
export async function flushCounters({ pool }: Database): Promise<void> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  try {
    for (const client of clients) await client.query('select pg_stat_force_next_flush()')
  } finally {
    for (const client of clients) client.release()
  }
}

/** Tables that were written to in between, with how many rows. */
export function writtenBetween(before: RowCounts, after: RowCounts): Map<string, number> {
  const written = [...after].map(([name, count]): [string, number] => [name, count - (before.get(name) ?? 0)])
  return new Map(written.filter(([, count]) => count !== 0).sort())
}
