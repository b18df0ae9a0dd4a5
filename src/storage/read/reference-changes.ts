import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

export const REFERENCE_CHANGES = ['added', 'removed', 'handed-over'] as const

/** What one change of an object did to one of its references. */
export interface ReferenceChange {
  readonly attribute: string
  readonly target: number
  readonly operation: (typeof REFERENCE_CHANGES)[number]
  /** Who gave it, or gives it now. */
  readonly agent: number
  readonly entry: number
  readonly rule: number
  readonly at: Date
}

/** How many references of an attribute one change added, removed, and gave to another contributor. */
export interface ReferenceChangeCount {
  readonly change: number
  readonly attribute: string
  readonly added: number
  readonly removed: number
  readonly handedOver: number
}

// A change and what it did to references are of one transaction, and have its time.
const CHANGED = (change: string): string => `(
  select coalesce(c.attribute, w.attribute) as attribute, coalesce(c.target_id, w.target_id) as target,
    case when w.target_id is null then 'added' when c.target_id is null then 'removed' else 'handed-over' end as operation,
    coalesce(c.agent_id, w.agent_id) as agent, coalesce(c.entry_id, w.entry_id) as entry, coalesce(c.rule_id, w.rule_id) as rule, coalesce(c.at, w.at) as at
  from (
    select m.attribute, m.target_id, m.agent_id, m.entry_id, m.rule_id, m.at from metaverse_reference m, change_feed f
    where f.sequence = ${change} and m.object_id = f.object_id and m.attribute = any(f.attributes) and m.at = f.at
    union all
    select m.attribute, m.target_id, m.agent_id, m.entry_id, m.rule_id, m.at from metaverse_reference_past m, change_feed f
    where f.sequence = ${change} and m.object_id = f.object_id and m.attribute = any(f.attributes) and m.at = f.at) c
  full join (
    select m.attribute, m.target_id, m.agent_id, m.entry_id, m.rule_id, m.at from metaverse_reference_past m, change_feed f
    where f.sequence = ${change} and m.object_id = f.object_id and m.attribute = any(f.attributes) and m.until = f.at) w
  on w.attribute = c.attribute and w.target_id = c.target_id)`

const changed =
  (hidden: ReadonlySet<string>): MakeListing =>
  bind => ({
    select: 'r.attribute, r.target, r.operation, r.agent, r.entry, r.rule, r.at',
    from: `${CHANGED('p.c1')} r`,
    conditions: hidden.size === 0 ? [] : [`r.attribute <> all(${bind([...hidden])}::text[])`],
    order: {
      columns: [
        { sql: 'r.attribute', type: 'text' },
        { sql: 'r.target', type: 'bigint' },
      ],
    },
  })

const parents = (changes: readonly number[]) => ({ types: ['bigint'], keys: changes.map(change => [change]) })

/** The references that changes added, removed or handed over, a page each. @param changes places in the change feed @param hidden attributes that are left out */
export async function pageReferenceChanges(
  session: Session,
  changes: readonly number[],
  page: PageRequest,
  hidden: ReadonlySet<string>,
): Promise<Page<ReferenceChange>[]> {
  const pages = await readPages<Omit<ReferenceChange, 'at'> & { at: TimeText }>(
    session,
    parents(changes),
    changed(hidden),
    page,
  )
  return pages.map(({ rows, more }) => ({ rows: rows.map(row => ({ ...row, at: timeOf(row.at) })), more }))
}

export const countReferenceChanges = (
  session: Session,
  changes: readonly number[],
  hidden: ReadonlySet<string>,
): Promise<number[]> => countEach(session, parents(changes), changed(hidden))

/** The same in numbers, by attribute. */
export async function sumReferenceChanges(
  session: Session,
  changes: readonly number[],
): Promise<ReferenceChangeCount[]> {
  if (changes.length === 0) return []
  return session.query<ReferenceChangeCount & Record<string, unknown>>(
    `select p.c1 as change, r.attribute, count(*) filter (where r.operation = 'added') as added,
       count(*) filter (where r.operation = 'removed') as removed, count(*) filter (where r.operation = 'handed-over') as "handedOver"
     from unnest($1::bigint[]) p (c1) cross join lateral ${CHANGED('p.c1')} r
     group by p.c1, r.attribute order by p.c1, r.attribute`,
    [changes],
  )
}
