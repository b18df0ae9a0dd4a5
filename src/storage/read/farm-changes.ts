import type { Database } from '../database.js'

/** A place in the change feed. Transactions end in another order than they write in: their order comes before that of the rows. */
export interface FeedPlace {
  /** PostgreSQL's 64 bits, as text. */
  readonly transaction: string
  readonly sequence: number
  /** Milliseconds since 1970: history before may have been cleared. */
  readonly at: number
}

export interface FeedRow extends FeedPlace {
  readonly object: number
}

const COLUMNS = `c.xact::text as transaction, c.sequence, (extract(epoch from c.at) * 1000)::float8 as at, c.object_id as object`

// What runs yet may be about to write: nothing that is told comes before it.
const SETTLED = 'c.xact < pg_snapshot_xmin(pg_current_snapshot())'

export interface FeedQuery {
  readonly type: string
  /** Attributes of which one has changed; objects that came or went count without. */
  readonly attributes: readonly string[]
}

/** Changes of objects of a type after a place, in the order of the feed. */
export const readFeed = (
  database: Database,
  { type, attributes }: FeedQuery,
  { transaction, sequence }: FeedPlace,
  limit: number,
): Promise<FeedRow[]> =>
  database.read<FeedRow>(
    `select ${COLUMNS} from change_feed c
     where ${SETTLED} and (c.xact, c.sequence) > ($1::xid8, $2::bigint)
       and c.object_type = $3 and (c.kind in ('created', 'deleted') or c.attributes && $4::text[])
     order by c.xact, c.sequence limit $5`,
    [transaction, sequence, type, attributes, limit],
  )

/** Where the feed ends now. */
export async function feedEnd(database: Database): Promise<FeedPlace> {
  const [row] = await database.read<FeedPlace>(
    `select coalesce(c.transaction, '0') as transaction, coalesce(c.sequence, 0) as sequence, (extract(epoch from now()) * 1000)::float8 as at
     from (select) o left join lateral (
       select c.xact::text as transaction, c.sequence from change_feed c where ${SETTLED} order by c.xact desc, c.sequence desc limit 1) c on true`,
    [],
  )
  return row ?? { transaction: '0', sequence: 0, at: 0 }
}
