import type { Database } from '../database.js'
import { type FeedPlace, settled } from './feed-place.js'

export interface FarmFeedRow extends FeedPlace {
  readonly object: number
}

export interface FarmFeedQuery {
  readonly type: string
  /** Attributes of which one has changed; objects that came or went count without. */
  readonly attributes: readonly string[]
}

/** Changes of objects of a type after a place, in the order of the feed. */
export const readFarmFeed = (
  database: Database,
  { type, attributes }: FarmFeedQuery,
  { transaction, sequence }: FeedPlace,
  limit: number,
): Promise<FarmFeedRow[]> =>
  database.read<FarmFeedRow>(
    `select c.xact::text as transaction, c.sequence, (extract(epoch from c.at) * 1000)::float8 as at, c.object_id as object
     from change_feed c
     where ${settled('c')} and (c.xact, c.sequence) > ($1::xid8, $2::bigint)
       and c.object_type = $3 and (c.kind in ('created', 'deleted') or c.attributes && $4::text[])
     order by c.xact, c.sequence limit $5`,
    [transaction, sequence, type, attributes, limit],
  )
