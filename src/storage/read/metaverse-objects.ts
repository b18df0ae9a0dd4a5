import type { Attributes } from '../../model/value.js'
import type { Session } from '../database.js'
import { countRows, type Listing, readPage } from './listing.js'
import { type ObjectCondition, toSql } from './object-condition.js'
import type { Bind, Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** A metaverse object without its attributes. */
export interface ObjectRow {
  readonly id: number
  readonly type: string
  readonly createdAt: Date
  readonly changedAt: Date
}

export type RawObject = Omit<ObjectRow, 'createdAt' | 'changedAt'> & { createdAt: TimeText; changedAt: TimeText }

const COLUMNS = 'o.id, o.type, o.created_at as "createdAt", o.changed_at as "changedAt"'

export const toObject = (raw: RawObject): ObjectRow => ({
  ...raw,
  createdAt: timeOf(raw.createdAt),
  changedAt: timeOf(raw.changedAt),
})

export interface ObjectQuery {
  readonly type: string | undefined
  readonly where: ObjectCondition | undefined
}

const listing =
  ({ type, where }: ObjectQuery) =>
  (bind: Bind): Listing => ({
    select: COLUMNS,
    from: 'metaverse_object o',
    conditions: [
      ...(type === undefined ? [] : [`o.type = ${bind(type)}`]),
      ...(where === undefined ? [] : [toSql(where, bind)]),
    ],
    order: { columns: [{ sql: 'o.id', type: 'bigint' }] },
  })

/** A page of metaverse objects in the order in which they were made. */
export async function listObjects(session: Session, query: ObjectQuery, page: PageRequest): Promise<Page<ObjectRow>> {
  const { rows, more } = await readPage<RawObject>(session, listing(query), page)
  return { rows: rows.map(toObject), more }
}

export const countObjects = (session: Session, query: ObjectQuery): Promise<number> =>
  countRows(session, listing(query))

export async function findObjects(session: Session, ids: readonly number[]): Promise<ObjectRow[]> {
  return (await session.query<RawObject>(`select ${COLUMNS} from metaverse_object o where o.id = any($1)`, [ids])).map(
    toObject,
  )
}

/** Values of objects: of the named attributes, or of all. Whoever asks for a name does not pay for the photo. */
export async function loadObjectValues(
  session: Session,
  ids: readonly number[],
  names: readonly string[] | undefined,
): Promise<{ id: number; attributes: Attributes }[]> {
  if (names === undefined) return session.query('select id, attributes from metaverse_object where id = any($1)', [ids])
  return session.query(
    `select o.id, (select coalesce(jsonb_object_agg(n, o.attributes->n), '{}') from unnest($2::text[]) n where o.attributes ? n) as attributes
     from metaverse_object o where o.id = any($1)`,
    [ids, names],
  )
}
