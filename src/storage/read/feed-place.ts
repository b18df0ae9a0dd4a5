/**
 * A place in a feed. Transactions end in another order than they began and wrote in, so that their order comes before that of
 * the rows (docs/decisions/0023-live.md).
 */
export interface FeedPlace {
  /** PostgreSQL's 64 bits, as text. */
  readonly transaction: string
  readonly sequence: number
  /** Milliseconds since 1970: history before may have been cleared. */
  readonly at: number
}

/** What stands in the feed behind a place. */
export interface FeedPage<Row extends FeedPlace> {
  /** In the order of the feed; nothing can appear before the last of them any more. */
  readonly rows: readonly Row[]
  /** Whether there are rows already that may not be told yet: an older transaction is still under way. */
  readonly unsettled: boolean
}

/** Less than 0: the first stands before the second. */
export function comparePlaces(a: FeedPlace, b: FeedPlace): number {
  if (a.transaction.length !== b.transaction.length) return a.transaction.length - b.transaction.length
  if (a.transaction !== b.transaction) return a.transaction < b.transaction ? -1 : 1
  return a.sequence - b.sequence
}

/** Rows of transactions that began before all that are under way: the rest waits. Rows come in the order of the feed. */
export function settledPage<Row extends FeedPlace>(rows: readonly (Row & { settled: boolean })[]): FeedPage<Row> {
  const end = rows.findIndex(row => !row.settled)
  return end < 0 ? { rows, unsettled: false } : { rows: rows.slice(0, end), unsettled: true }
}

/** The columns of a place, and whether its row may be told. What runs yet may be about to write, but never into an older transaction. */
export const placeColumns = (of: string): string =>
  `${of}.xact::text as transaction, ${of}.sequence, (extract(epoch from ${of}.at) * 1000)::float8 as at, ${settled(of)} as settled`

export const settled = (of: string): string => `${of}.xact < pg_snapshot_xmin(pg_current_snapshot())`

/** From a feed's last row that may be told, or none; with the time of now. */
export const END_COLUMNS = `coalesce(l.transaction, '0') as transaction, coalesce(l.sequence, 0) as sequence,
  (extract(epoch from now()) * 1000)::float8 as at`
