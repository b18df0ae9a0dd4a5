import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Page, PageRequest } from './page.js'

/** A reference of an entry as it is, or would be, on a layer. */
export interface ImageReferenceRow {
  readonly attribute: string
  readonly key: string
  readonly dn: string
  /** Null while no entry has the name. */
  readonly target: number | null
}

/** A reference that comes or goes with a layer. */
export interface DeltaReferenceRow extends ImageReferenceRow {
  readonly operation: 'add' | 'delete'
}

/** Layers by their height: 0 synchronized, 1 pending import, 2 unconfirmed, 3 escrowed, 4 pending export. */
export interface ImageKey {
  readonly entry: number
  readonly level: number
}

export interface DeltaKey extends ImageKey {
  /** Whether the object comes whole with this import, and all its references with it. */
  readonly whole: boolean
}

const HEIGHT = (layer: string): string => `array_position(array['unconfirmed', 'escrowed', 'pending'], ${layer}) + 1`
const TARGET = 'left join entry t on t.agent_id = r.agent_id and t.dn_key = r.target_key'
// A transient target has lost its name; the key only keeps its place in the list.
const KEY = 'coalesce(t.dn_key, md5(t.id::text)::uuid)'
const HELD = 'case when p.c2 = 0 then r.state <> 1 else r.state <> 2 end'

const image: MakeListing = () => ({
  select: 'i.attribute, i.key, i.dn, i.target',
  from: `(
    select r.attribute, r.target_key as key, r.target as dn, t.id as target
    from entry_reference r ${TARGET}
    where r.entry_id = p.c1 and ${HELD} and (
      select x.operation from export_reference x
      where x.entry_id = r.entry_id and x.attribute = r.attribute and x.target_id = t.id and ${HEIGHT('x.layer')} <= p.c2
      order by ${HEIGHT('x.layer')} desc limit 1) is distinct from 2
    union all
    select x.attribute, ${KEY}, t.dn, t.id
    from export_reference x join entry t on t.agent_id = x.agent_id and t.id = x.target_id
    where x.entry_id = p.c1 and x.operation = 1 and ${HEIGHT('x.layer')} <= p.c2
      and not exists (
        select from export_reference y where y.entry_id = x.entry_id and y.attribute = x.attribute and y.target_id = x.target_id
          and ${HEIGHT('y.layer')} between ${HEIGHT('x.layer')} + 1 and p.c2)
      and not exists (
        select from entry_reference r where r.entry_id = x.entry_id and r.attribute = x.attribute and r.target_key = t.dn_key and ${HELD})) i`,
  conditions: [],
  order: {
    columns: [
      { sql: 'i.attribute', type: 'text' },
      { sql: 'i.key', type: 'uuid' },
    ],
  },
})

const delta: MakeListing = () => ({
  select: 'i.attribute, i.key, i.dn, i.target, i.operation',
  from: `(
    select r.attribute, r.target_key as key, r.target as dn, t.id as target, case r.state when 2 then 'delete' else 'add' end as operation
    from entry_reference r ${TARGET}
    where p.c2 = 1 and r.entry_id = p.c1 and (p.c3 or r.state <> 0)
    union all
    select x.attribute, ${KEY}, t.dn, t.id, case x.operation when 1 then 'add' else 'delete' end
    from export_reference x join entry t on t.agent_id = x.agent_id and t.id = x.target_id
    where x.entry_id = p.c1 and ${HEIGHT('x.layer')} = p.c2) i`,
  conditions: [],
  order: {
    columns: [
      { sql: 'i.attribute', type: 'text' },
      { sql: 'i.key', type: 'uuid' },
    ],
  },
})

const imageParents = (keys: readonly ImageKey[]) => ({
  types: ['bigint', 'integer'],
  keys: keys.map(({ entry, level }) => [entry, level]),
})

const deltaParents = (keys: readonly DeltaKey[]) => ({
  types: ['bigint', 'integer', 'boolean'],
  keys: keys.map(({ entry, level, whole }) => [entry, level, whole]),
})

/** What entries refer to on their layers, a page each. */
export const pageImageReferences = (
  session: Session,
  keys: readonly ImageKey[],
  page: PageRequest,
): Promise<Page<ImageReferenceRow>[]> => readPages(session, imageParents(keys), image, page)

export const countImageReferences = (session: Session, keys: readonly ImageKey[]): Promise<number[]> =>
  countEach(session, imageParents(keys), image)

/** Which references come and go with layers, a page each. */
export const pageDeltaReferences = (
  session: Session,
  keys: readonly DeltaKey[],
  page: PageRequest,
): Promise<Page<DeltaReferenceRow>[]> => readPages(session, deltaParents(keys), delta, page)

export const countDeltaReferences = (session: Session, keys: readonly DeltaKey[]): Promise<number[]> =>
  countEach(session, deltaParents(keys), delta)
