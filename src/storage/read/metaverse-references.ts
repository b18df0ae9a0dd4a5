import type { Session } from '../database.js'
import type { ReferenceQuery } from './entry-references.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import { type ObjectRow, toObject } from './metaverse-objects.js'
import type { Bind, Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** One reference between metaverse objects, with the entry and rule it came from. */
export interface MetaverseReferenceRow {
  readonly object: number
  readonly attribute: string
  readonly target: number
  readonly agent: number
  readonly entry: number
  readonly rule: number
  readonly at: Date
  /** The object at the other end, read with the reference. */
  readonly other: ObjectRow | undefined
}

type Raw = Omit<MetaverseReferenceRow, 'at' | 'other'> & {
  at: TimeText
  otherId: number | null
  type: string
  createdAt: TimeText
  changedAt: TimeText
}

const SELECT = `m.object_id as object, m.attribute, m.target_id as target, m.agent_id as agent, m.entry_id as entry, m.rule_id as rule, m.at,
  o.id as "otherId", o.type, o.created_at as "createdAt", o.changed_at as "changedAt"`

const among = (attributes: readonly string[] | undefined, bind: Bind): string[] =>
  attributes === undefined ? [] : [`m.attribute = any(${bind(attributes)}::text[])`]

const side =
  (own: string, other: string) =>
  (attributes: readonly string[] | undefined): MakeListing =>
  bind => ({
    select: SELECT,
    from: `metaverse_reference m left join metaverse_object o on o.id = m.${other}`,
    conditions: [`m.${own} = p.c1`, ...among(attributes, bind)],
    order: {
      columns: [
        { sql: 'm.attribute', type: 'text' },
        { sql: `m.${other}`, type: 'bigint' },
      ],
    },
  })

const LISTINGS = { outgoing: side('object_id', 'target_id'), incoming: side('target_id', 'object_id') } as const

const parents = (ids: readonly number[]) => ({ types: ['bigint'], keys: ids.map(id => [id]) })

/** References of metaverse objects, a page each, in the order of `objects`. */
export async function pageReferences(
  session: Session,
  objects: readonly number[],
  { direction, attributes }: ReferenceQuery,
  page: PageRequest,
): Promise<Page<MetaverseReferenceRow>[]> {
  const pages = await readPages<Raw>(session, parents(objects), LISTINGS[direction](attributes), page)
  return pages.map(({ rows, more }) => ({ rows: rows.map(toReference), more }))
}

export const countReferences = (
  session: Session,
  objects: readonly number[],
  { direction, attributes }: ReferenceQuery,
): Promise<number[]> => countEach(session, parents(objects), LISTINGS[direction](attributes))

function toReference({ otherId, type, createdAt, changedAt, at, ...row }: Raw): MetaverseReferenceRow {
  const other = otherId === null ? undefined : toObject({ id: otherId, type, createdAt, changedAt })
  return { ...row, at: timeOf(at), other }
}
