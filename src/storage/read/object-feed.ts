import type { ChangeKind } from '../../metaverse/history.js'
import type { Database, Session } from '../database.js'
import { END_COLUMNS, type FeedPage, type FeedPlace, placeColumns, settled, settledPage } from './feed-place.js'
import { type ObjectCondition, toSql } from './object-condition.js'
import { newBinding } from './page.js'

/** The channel on which a transaction that has changed metaverse objects announces itself (migrations/0023-live.sql). */
export const OBJECT_CHANNEL = 'hub_change'

export interface ObjectFeedRow extends FeedPlace {
  readonly object: number
  readonly kind: ChangeKind
  /** Its type afterwards; of a deletion the one that it had. */
  readonly type: string
  /** When the type is another one now. */
  readonly typeBefore: string | null
  /** What has changed, references included. */
  readonly attributes: readonly string[]
}

/** The columns of a row, whose table is called `c`. */
export const OBJECT_FEED_COLUMNS = `${placeColumns('c')}, c.object_id as object, c.kind, c.object_type as type,
  c.type_before as "typeBefore", c.attributes`

/** Changes of metaverse objects after a place, in the order of the feed. */
export async function readObjectFeed(
  database: Database,
  { transaction, sequence }: FeedPlace,
  limit: number,
): Promise<FeedPage<ObjectFeedRow>> {
  return settledPage(
    await database.prepared<ObjectFeedRow & { settled: boolean }>(
      `select ${OBJECT_FEED_COLUMNS}
       from change_feed c where (c.xact, c.sequence) > ($1::xid8, $2::bigint) order by c.xact, c.sequence limit $3`,
      [transaction, sequence, limit],
    ),
  )
}

/** Where the feed of objects ends now. */
export async function endOfObjectFeed(database: Database): Promise<FeedPlace> {
  const [row] = await database.prepared<FeedPlace>(
    `select ${END_COLUMNS} from (select) o left join lateral (
       select c.xact::text as transaction, c.sequence from change_feed c where ${settled('c')} order by c.xact desc, c.sequence desc limit 1) l on true`,
    [],
  )
  return row ?? { transaction: '0', sequence: 0, at: 0 }
}

/** Those of the objects that are there, with whether they meet a condition now. */
export async function compareObjects(
  session: Session,
  objects: readonly number[],
  condition: ObjectCondition,
): Promise<Map<number, boolean>> {
  const { values, bind } = newBinding()
  const rows = await session.query<{ id: number; meets: boolean }>(
    `select o.id, (${toSql(condition, bind)}) is true as meets from metaverse_object o where o.id = any(${bind(objects)}::bigint[])`,
    values,
  )
  return new Map(rows.map(({ id, meets }) => [id, meets]))
}
