import type { Database } from '../database.js'
import { type FeedPlace, settled } from './feed-place.js'
import { OBJECT_FEED_COLUMNS, type ObjectFeedRow } from './object-feed.js'

export interface FarmFeedQuery {
  readonly type: string
  /** Attributes of which one has changed; objects that came, went or became something else count without. */
  readonly attributes: readonly string[]
}

/** Changes of objects of a type after a place, in the order of the feed. */
export const readFarmFeed = (
  database: Database,
  { type, attributes }: FarmFeedQuery,
  { transaction, sequence }: FeedPlace,
  limit: number,
): Promise<ObjectFeedRow[]> =>
  database.prepared<ObjectFeedRow>(
    `select ${OBJECT_FEED_COLUMNS}
     from change_feed c
     where ${settled('c')} and (c.xact, c.sequence) > ($1::xid8, $2::bigint) and $3 in (c.object_type, c.type_before)
       and (c.kind in ('created', 'deleted') or c.type_before is not null or c.attributes && $4::text[])
     order by c.xact, c.sequence limit $5`,
    [transaction, sequence, type, attributes, limit],
  )
