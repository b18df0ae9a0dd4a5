import type { ReferenceWork } from '../../sync/work.js'
import type { Transaction } from '../database.js'
import { FORMER_TARGETS, GONE, KEEP, NOT_NAMED_OTHERWISE, TARGETS } from './import-references.js'
import { IMPORT_FLOWS, importFlowValues, type ReferenceImport } from './reference-flows.js'
import { unheardIn } from './unheard.js'

interface SharedFlow {
  readonly flows: readonly ReferenceImport[]
  /** The entries that are being synchronized. */
  readonly current: readonly number[]
  readonly step: number
}

/**
 * Import flow of references that several entries give (domain.md 5.2, equal; 14.2, merge): each adds its own. What one takes back
 * goes: with `equal` whoever else gives it, with `merge` only when nobody else does. What an entry that has left its object
 * gave stays as far as others give it.
 */
export async function flowSharedReferences(
  transaction: Transaction,
  work: readonly ReferenceWork[],
  { flows, current, step }: SharedFlow,
): Promise<void> {
  const given = work.filter(each => each.from !== undefined)
  const left = work.filter(each => each.from === undefined)
  if (left.length > 0) await withdrawDeparted(transaction, left, step)
  if (given.length > 0) await flowGiven(transaction, given, { current, step })
  const regiven = [...left, ...given.filter(each => each.sharing === 'merge')]
  if (regiven.length > 0) await giveAgain(transaction, { of: regiven, flows, current })
}

async function flowGiven(
  transaction: Transaction,
  work: readonly ReferenceWork[],
  { current, step }: Omit<SharedFlow, 'flows'>,
): Promise<void> {
  const unheard = unheardIn(current)
  await transaction.query(
    `with work as (
       select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::integer[], $5::text[], $6::integer[], $7::boolean[], $8::boolean[], $10::smallint[])
         w (object_id, mv_attribute, entry_id, agent_id, attribute, rule_id, whole, equal, unheard)),
     desired as materialized (
       select w.object_id, w.mv_attribute, l.object_id as target_id, w.agent_id, w.entry_id, w.rule_id
       from work w join entry_reference r on r.agent_id = w.agent_id and r.entry_id = w.entry_id and r.attribute = w.attribute
         and r.state <> w.unheard and (w.whole or r.state = 1) ${TARGETS}),
     leaving as materialized (
       select w.object_id, w.mv_attribute, l.object_id as target_id, w.entry_id, w.equal
       from work w join entry_reference r on r.agent_id = w.agent_id and r.entry_id = w.entry_id and r.attribute = w.attribute and r.state = 2 ${FORMER_TARGETS}
       where w.unheard = 2 and ${NOT_NAMED_OTHERWISE}),
     gone as (
       delete from metaverse_reference m using leaving g
       where m.object_id = g.object_id and m.attribute = g.mv_attribute and m.target_id = g.target_id
         and (g.equal or m.entry_id = g.entry_id)
         and (g.object_id, g.mv_attribute, g.target_id) not in (select object_id, mv_attribute, target_id from desired)
       returning ${GONE}),
     lost as (
       delete from metaverse_reference m using work w
       where w.whole and m.object_id = w.object_id and m.attribute = w.mv_attribute and m.entry_id = w.entry_id
         and (m.object_id, m.attribute, m.target_id) not in (select object_id, mv_attribute, target_id from desired)
         and (m.object_id, m.attribute, m.target_id) not in (select object_id, mv_attribute, target_id from leaving)
       returning ${GONE}),
     ended as (select * from gone union all select * from lost),
     kept as (${KEEP('ended', '$9')}),
     come as (
       insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id)
       select distinct on (object_id, mv_attribute, target_id) object_id, mv_attribute, target_id, agent_id, entry_id, rule_id from desired
       on conflict (object_id, attribute, target_id) do nothing
       returning object_id, attribute, target_id)
     insert into touched_reference select object_id, attribute, target_id from ended union all select * from come`,
    [
      work.map(w => w.object),
      work.map(w => w.metaverseAttribute),
      work.map(w => w.from?.entry ?? null),
      work.map(w => w.from?.agent ?? null),
      work.map(w => w.from?.attribute ?? null),
      work.map(w => w.from?.rule ?? null),
      work.map(w => w.whole),
      work.map(w => w.sharing === 'equal'),
      step,
      work.map(w => unheard(w.from?.entry)),
    ],
  )
}

async function withdrawDeparted(transaction: Transaction, work: readonly ReferenceWork[], step: number): Promise<void> {
  const left = work.flatMap(each => each.left?.map(source => ({ ...each, entry: source.entry })) ?? [])
  await transaction.query(
    `with gone as (
       delete from metaverse_reference m using unnest($1::bigint[], $2::text[]) w (object_id, mv_attribute)
       where m.object_id = w.object_id and m.attribute = w.mv_attribute
         and (m.object_id, m.attribute, m.entry_id) not in (select * from unnest($3::bigint[], $4::text[], $5::bigint[]))
       returning ${GONE}),
     kept as (${KEEP('gone', '$6')})
     insert into touched_reference select object_id, attribute, target_id from gone`,
    [
      work.map(w => w.object),
      work.map(w => w.metaverseAttribute),
      left.map(l => l.object),
      left.map(l => l.metaverseAttribute),
      left.map(l => l.entry),
      step,
    ],
  )
}

interface Again {
  /** The attributes of objects that are looked at; all that flows share, if there are none. */
  readonly of?: readonly ReferenceWork[]
  readonly flows: readonly ReferenceImport[]
  readonly current: readonly number[]
}

/** What has just gone comes again from another entry that gives it, as far as that is synchronized. */
export async function giveAgain(transaction: Transaction, { of, flows, current }: Again): Promise<void> {
  await transaction.query(
    `insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id)
     select distinct on (g.object_id, g.attribute, g.target_id) g.object_id, g.attribute, g.target_id, o.agent_id, o.id, f.rule_id
     from (select distinct object_id, attribute, target_id from touched_reference) g
     join link lo on lo.object_id = g.object_id
     join entry o on o.agent_id = lo.agent_id and o.id = lo.entry_id
     join ${IMPORT_FLOWS(3)} on f.agent_id = o.agent_id and f.object_type = o.object_type and f.mv_attribute = g.attribute
     join link lt on lt.object_id = g.target_id and lt.agent_id = lo.agent_id
     join entry t on t.agent_id = lt.agent_id and t.id = lt.entry_id
     join entry_reference r on r.agent_id = o.agent_id and r.entry_id = o.id and r.attribute = f.attribute and r.target_key = t.dn_key
     where ($1::bigint[] is null or (g.object_id, g.attribute) in (select * from unnest($1::bigint[], $2::text[])))
       and (lo.contributions->f.mv_attribute->>0)::integer = f.rule_id
       and case when exists (select from unnest($8::bigint[]) own (id) where own.id = o.id) then r.state <> 2 else r.state <> 1 end
     on conflict (object_id, attribute, target_id) do nothing`,
    [of?.map(w => w.object) ?? null, of?.map(w => w.metaverseAttribute) ?? null, ...importFlowValues(flows), current],
  )
}
