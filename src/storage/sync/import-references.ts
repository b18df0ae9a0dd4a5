import type { LinkKey } from '../../sync/outcome.js'
import type { ReferenceWork } from '../../sync/work.js'
import type { Transaction } from '../database.js'
import { NONE_OF } from '../none-of.js'
import { IMPORT_FLOWS, importFlowValues, type ReferenceImport } from './reference-flows.js'
import { unheardIn } from './unheard.js'

/** The rows of metaverse references that this transaction touched; what goes out again is computed from them. */
const TOUCHED =
  'create temp table if not exists touched_reference (object_id bigint, attribute text, target_id bigint) on commit delete rows'

export const prepareTouched = (transaction: Transaction): Promise<unknown> => transaction.query(TOUCHED)

/** What a deletion from metaverse_reference returns, so that {@link KEEP} can keep it. */
export const GONE = 'm.object_id, m.attribute, m.target_id, m.agent_id, m.entry_id, m.rule_id, m.at'

/** Keeps references that went or changed hands. Who came within this transaction was never seen by anybody. */
export const KEEP = (gone: string, step: string): string =>
  `insert into metaverse_reference_past (object_id, attribute, target_id, agent_id, entry_id, rule_id, at, step_id)
     select m.object_id, m.attribute, m.target_id, m.agent_id, m.entry_id, m.rule_id, m.at, ${step} from ${gone} m where m.at < now()`

const TOUCH = 'insert into touched_reference select object_id, attribute, target_id from gone'

/** The entry that a reference names, and its link. */
export const TARGETS = `
  join entry t on t.agent_id = r.agent_id and t.dn_key = r.target_key
  join link l on l.entry_id = t.id`

/** The same for a reference that an import took away: it meant whoever had the name when it was synchronized (domain.md 1.7). */
export const FORMER_TARGETS = `
  join lateral (
    select t.id from entry t where t.agent_id = r.agent_id and t.dn_key = r.target_key
    union select p.entry_id from pending_import p where p.agent_id = r.agent_id and p.former_key = r.target_key) t on true
  join link l on l.entry_id = t.id`

/** No row of the entry that stays names a connector of the object that `l` is linked to. */
export const NOT_NAMED_OTHERWISE = `not exists (
  select from link l2 join entry t2 on t2.agent_id = l2.agent_id and t2.id = l2.entry_id
    join entry_reference r2 on r2.agent_id = w.agent_id and r2.entry_id = w.entry_id and r2.attribute = w.attribute and r2.target_key = t2.dn_key and r2.state <> 2
  where l2.object_id = l.object_id and l2.agent_id = w.agent_id)`

/**
 * Import flow of references: what the winning entries refer to becomes what the objects refer to. Only rows that an import
 * changed are looked at, or all rows of an attribute whose contributor changed: of `current` entries, which are being synchronized,
 * what an import has shown, of others what they were synchronized with. A target without a link is left out; it
 * comes in with {@link resolveNewTargets} once it has one (domain.md 1.7).
 *
 * What leaves is found before metaverse references are looked at: else all of a group's are, for one that leaves.
 */
export async function flowReferences(
  transaction: Transaction,
  work: readonly ReferenceWork[],
  { current, step }: { readonly current: readonly number[]; readonly step: number },
): Promise<void> {
  if (work.length === 0) return
  const unheard = unheardIn(current)
  await transaction.query(
    `with work as (
       select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::integer[], $5::text[], $6::integer[], $7::boolean[], $9::smallint[])
         w (object_id, mv_attribute, entry_id, agent_id, attribute, rule_id, whole, unheard)),
     desired as materialized (
       select w.object_id, w.mv_attribute, l.object_id as target_id, w.agent_id, w.entry_id, w.rule_id
         from work w join entry_reference r on r.agent_id = w.agent_id and r.entry_id = w.entry_id and r.attribute = w.attribute and r.state <> w.unheard ${TARGETS}
         where w.whole
       union all
       select w.object_id, w.mv_attribute, l.object_id, w.agent_id, w.entry_id, w.rule_id
         from work w join entry_reference r on r.agent_id = w.agent_id and r.entry_id = w.entry_id and r.attribute = w.attribute and r.state = 1 ${TARGETS}
         where not w.whole),
     gone as (
       delete from metaverse_reference m using work w
       where w.whole and m.object_id = w.object_id and m.attribute = w.mv_attribute
         and (m.object_id, m.attribute, m.target_id) not in (select object_id, mv_attribute, target_id from desired)
       returning ${GONE}),
     leaving as materialized (
       select w.object_id, w.mv_attribute, l.object_id as target_id
       from work w join entry_reference r on r.agent_id = w.agent_id and r.entry_id = w.entry_id and r.attribute = w.attribute and r.state = 2 ${FORMER_TARGETS}
       where not w.whole and ${NOT_NAMED_OTHERWISE}),
     lost as (
       delete from metaverse_reference m using leaving g
       where m.object_id = g.object_id and m.attribute = g.mv_attribute and m.target_id = g.target_id
       returning ${GONE}),
     wanted as materialized (
       select distinct on (object_id, mv_attribute, target_id) object_id, mv_attribute, target_id, agent_id, entry_id, rule_id from desired),
     handed as (
       select m.* from wanted w join metaverse_reference m on m.object_id = w.object_id and m.attribute = w.mv_attribute and m.target_id = w.target_id
       where (m.entry_id, m.rule_id) <> (w.entry_id, w.rule_id)),
     ended as (select ${GONE} from gone m union all select ${GONE} from lost m union all select ${GONE} from handed m),
     kept as (${KEEP('ended', '$8')}),
     come as (
       insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id)
       select object_id, mv_attribute, target_id, agent_id, entry_id, rule_id from wanted
       on conflict (object_id, attribute, target_id) do update
         set agent_id = excluded.agent_id, entry_id = excluded.entry_id, rule_id = excluded.rule_id, at = now()
         where (metaverse_reference.entry_id, metaverse_reference.rule_id) <> (excluded.entry_id, excluded.rule_id)
       returning object_id, attribute, target_id)
     insert into touched_reference
       select object_id, attribute, target_id from gone union all select object_id, attribute, target_id from lost union all select * from come`,
    [
      work.map(w => w.object),
      work.map(w => w.metaverseAttribute),
      work.map(w => w.from?.entry ?? null),
      work.map(w => w.from?.agent ?? null),
      work.map(w => w.from?.attribute ?? null),
      work.map(w => w.from?.rule ?? null),
      work.map(w => w.whole),
      step,
      work.map(w => unheard(w.from?.entry)),
    ],
  )
}

/** The same for objects that have just been made: there is nothing to compare with, nothing to take back. */
export async function flowFirstReferences(
  transaction: Transaction,
  work: readonly ReferenceWork[],
  { current }: { readonly current: readonly number[] },
): Promise<void> {
  const given = work.flatMap(each => (each.from === undefined ? [] : [{ ...each, from: each.from }]))
  if (given.length === 0) return
  const unheard = unheardIn(current)
  await transaction.query(
    `with come as (
       insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id)
       select w.object_id, w.mv_attribute, l.object_id, w.agent_id, w.entry_id, w.rule_id
       from unnest($1::bigint[], $2::text[], $3::bigint[], $4::integer[], $5::text[], $6::integer[], $7::smallint[])
         w (object_id, mv_attribute, entry_id, agent_id, attribute, rule_id, unheard)
       join entry_reference r on r.agent_id = w.agent_id and r.entry_id = w.entry_id and r.attribute = w.attribute and r.state <> w.unheard ${TARGETS}
       on conflict (object_id, attribute, target_id) do nothing
       returning object_id, attribute, target_id)
     insert into touched_reference select * from come`,
    [
      given.map(w => w.object),
      given.map(w => w.metaverseAttribute),
      given.map(w => w.from.entry),
      given.map(w => w.from.agent),
      given.map(w => w.from.attribute),
      given.map(w => w.from.rule),
      given.map(w => unheard(w.from.entry)),
    ],
  )
}

/**
 * References that waited for their targets: entries that refer to one that has just been linked. Entries whose references
 * {@link flowReferences} has just compared as a whole are left out: it has seen the new links already.
 */
export async function resolveNewTargets(
  transaction: Transaction,
  fresh: readonly LinkKey[],
  { flows, compared }: { readonly flows: readonly ReferenceImport[]; readonly compared: readonly number[] },
): Promise<void> {
  if (fresh.length === 0 || flows.length === 0) return
  await transaction.query(
    `with naming as materialized (
       select r.agent_id, r.entry_id, r.attribute, n.object_id as target_id
       from unnest($1::integer[], $2::bigint[], $3::bigint[]) n (agent_id, entry_id, object_id)
       join entry t on t.agent_id = n.agent_id and t.id = n.entry_id
       join entry_reference r on r.agent_id = t.agent_id and r.target_key = t.dn_key and r.state = 0 and ${NONE_OF('r.entry_id', 9)}),
     come as (
       insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id)
       select distinct on (lo.object_id, f.mv_attribute, r.target_id) lo.object_id, f.mv_attribute, r.target_id, r.agent_id, r.entry_id, f.rule_id
       from naming r
       join link lo on lo.entry_id = r.entry_id
       join entry o on o.agent_id = r.agent_id and o.id = r.entry_id
       join ${IMPORT_FLOWS(4)} on f.agent_id = r.agent_id and f.object_type = o.object_type and f.attribute = r.attribute
       where (lo.contributions->f.mv_attribute->>0)::integer = f.rule_id
       on conflict (object_id, attribute, target_id) do nothing
       returning object_id, attribute, target_id)
     insert into touched_reference select * from come`,
    [fresh.map(l => l.agent), fresh.map(l => l.entry), fresh.map(l => l.object), ...importFlowValues(flows), compared],
  )
}

// What an entry gave and no longer gives, because it was parted without recall, nobody takes back: nor does the same entry, should
// it have come back as something that does not give it.
const STILL_GIVEN =
  'exists (select from link g where g.entry_id = m.entry_id and g.object_id = m.object_id and g.contributions ? m.attribute)'

/** References to entries that have just lost their link, and all references from and to deleted objects, go. */
export async function withdrawLostTargets(
  transaction: Transaction,
  { unlinked, deleted }: { readonly unlinked: readonly LinkKey[]; readonly deleted: readonly number[] },
  step: number,
): Promise<void> {
  if (unlinked.length > 0) {
    // References never leave a connector space: what its entries say of the object, they said of the entry that has left it.
    await transaction.query(
      `with gone as (
         delete from metaverse_reference m using unnest($1::integer[], $2::bigint[]) u (agent_id, object_id)
         where m.target_id = u.object_id and m.agent_id = u.agent_id and ${STILL_GIVEN}
         returning ${GONE}),
       kept as (${KEEP('gone', '$3')})
       ${TOUCH}`,
      [unlinked.map(l => l.agent), unlinked.map(l => l.object), step],
    )
  }
  if (deleted.length === 0) return
  await transaction.query(
    `with gone as (delete from metaverse_reference m where m.object_id = any($1) or m.target_id = any($1) returning ${GONE}),
     kept as (${KEEP('gone', '$2')})
     ${TOUCH}`,
    [deleted, step],
  )
}

const BY_NEW_NAME =
  'r.agent_id = g.agent_id and r.entry_id = g.entry_id and r.target_key = g.dn_key and (g.named_in is null or r.attribute = g.named_in)'

/**
 * References to entries that got or lost a name go where who refers to them does not do so by the name they have now. What an import has
 * brought of that name to one that is not among the `current` entries has been heard with this: else nothing would go with it, should it go
 * again before that one is synchronized.
 */
export async function withdrawMovedTargets(
  transaction: Transaction,
  moved: readonly LinkKey[],
  {
    flows,
    current,
    step,
  }: { readonly flows: readonly ReferenceImport[]; readonly current: readonly number[]; readonly step: number },
): Promise<void> {
  if (moved.length === 0) return
  await transaction.query(
    `with referring as materialized (
       select m.object_id, m.attribute, m.target_id, m.agent_id, m.entry_id, t.dn_key, f.attribute as named_in
       from unnest($1::integer[], $2::bigint[], $3::bigint[]) u (agent_id, entry_id, object_id)
       join entry t on t.agent_id = u.agent_id and t.id = u.entry_id
       join metaverse_reference m on m.target_id = u.object_id and m.agent_id = u.agent_id
       -- Of a flow that is no longer there nobody knows the attribute.
       left join ${IMPORT_FLOWS(6)} on f.rule_id = m.rule_id and f.mv_attribute = m.attribute
       where ${STILL_GIVEN}),
     gone as (
       delete from metaverse_reference m using referring g
       where m.object_id = g.object_id and m.attribute = g.attribute and m.target_id = g.target_id
         and not exists (select from entry_reference r where ${BY_NEW_NAME} and r.state <> 2)
       returning ${GONE}),
     heard as (
       update entry_reference r set state = 0 from referring g
       where ${BY_NEW_NAME} and r.state = 1 and ${NONE_OF('r.entry_id', 5)}),
     kept as (${KEEP('gone', '$4')})
     ${TOUCH}`,
    [
      moved.map(l => l.agent),
      moved.map(l => l.entry),
      moved.map(l => l.object),
      step,
      current,
      ...importFlowValues(flows),
    ],
  )
}

/** References of synchronized entries are settled now: what came is there, what went is gone. */
export async function settleReferences(
  transaction: Transaction,
  agent: number,
  entries: readonly number[],
): Promise<void> {
  if (entries.length === 0) return
  await transaction.query('delete from entry_reference where agent_id = $1 and entry_id = any($2) and state = 2', [
    agent,
    entries,
  ])
  await transaction.query(
    'update entry_reference set state = 0 where agent_id = $1 and entry_id = any($2) and state = 1',
    [agent, entries],
  )
}
