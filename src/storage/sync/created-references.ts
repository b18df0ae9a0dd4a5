import type { LinkKey } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { NONE_OF } from '../none-of.js'
import { entriesOf, referencesOf } from '../partitions.js'
import { EXPORT_FLOWS, exportFlowValues, type ReferenceExport } from './reference-flows.js'

export interface CreatedLink extends LinkKey {
  readonly objectType: string
}

/** An entry provisioned now, with the key of its name. */
export interface CreatedName extends LinkKey {
  readonly key: string
}

/**
 * References of and to entries provisioned now. They are new to the source, so that whatever the metaverse has is pending; this is
 * what a first load consists of. Answers the existing entries that have something to send now.
 */
export async function flowCreated(
  transaction: Transaction,
  created: readonly CreatedLink[],
  flows: readonly ReferenceExport[],
  step: number,
): Promise<{ agent: number; entry: number }[]> {
  const rows = await transaction.query<{ agent_id: number; entry_id: number }>(
    `with created as (
       select * from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::text[]) n (agent_id, entry_id, object_id, object_type)),
     flows as (select * from ${EXPORT_FLOWS(5)}),
     added as (
       insert into export_reference (agent_id, entry_id, attribute, target_id, layer, operation)
       select n.agent_id, n.entry_id, f.attribute, lt.entry_id, 'pending', 1
       from created n
       join metaverse_object mo on mo.id = n.object_id
       join flows f on f.agent_id = n.agent_id and f.object_type = n.object_type and f.mv_type = mo.type
       join metaverse_reference m on m.object_id = n.object_id and m.attribute = f.mv_attribute
       join link lt on lt.object_id = m.target_id and lt.agent_id = n.agent_id
       union all
       select n.agent_id, lo.entry_id, f.attribute, n.entry_id, 'pending', 1
       from created n
       join metaverse_reference m on m.target_id = n.object_id
       join link lo on lo.object_id = m.object_id and lo.agent_id = n.agent_id and ${NONE_OF('lo.entry_id', 2)}
       join entry o on o.agent_id = lo.agent_id and o.id = lo.entry_id
       join metaverse_object mo on mo.id = lo.object_id
       join flows f on f.agent_id = n.agent_id and f.object_type = o.object_type and f.mv_type = mo.type and f.mv_attribute = m.attribute
       where not exists (select from entry_reference r where r.agent_id = o.agent_id and r.entry_id = o.id and r.attribute = f.attribute
         and r.target_key = (select t.dn_key from entry t where t.agent_id = n.agent_id and t.id = n.entry_id))
       on conflict do nothing
       returning agent_id, entry_id),
     owners as (select distinct agent_id, entry_id from added where ${NONE_OF('entry_id', 2)}),
     announced as (
       insert into export_change (agent_id, entry_id, layer, operation, step_id)
       select agent_id, entry_id, 'pending', 'update', $11 from owners on conflict (entry_id, layer) do nothing)
     select agent_id, entry_id from owners`,
    [
      created.map(l => l.agent),
      created.map(l => l.entry),
      created.map(l => l.object),
      created.map(l => l.objectType),
      ...exportFlowValues(flows),
      step,
    ],
  )
  return rows.map(row => ({ agent: row.agent_id, entry: row.entry_id }))
}

/**
 * Notes what the target says already by the names of entries provisioned now, such as of somebody who had the name before and
 * whom nobody took out: once they are there, it would be said of them. One statement for each agent that has got some.
 */
export async function noteNamed(
  transaction: Transaction,
  created: readonly CreatedName[],
  flows: readonly ReferenceExport[],
): Promise<void> {
  for (const [agent, named] of Map.groupBy(created, link => link.agent)) {
    const own = flows.filter(flow => flow.agent === agent)
    if (own.length === 0) continue
    await transaction.query(
      // Name by name, and before anything else is joined: of a thousand at once the planner expects so much that it reads all references there are,
      // and of entries that came in this transaction so few that it asks for each name once more for each of them.
      `insert into affected_reference
       with r as materialized (
         select n.entry_id as named_id, n.object_id, r.entry_id, r.attribute
         from unnest($1::bigint[], $2::bigint[], $3::uuid[]) n (entry_id, object_id, key)
         cross join lateral (select * from ${referencesOf(agent)} where agent_id = ${agent} and target_key = n.key offset 0) r)
       select ${agent}, r.entry_id, f.attribute, r.named_id, f.mv_attribute, f.allow_nulls
       from r
       join ${entriesOf(agent)} o on o.agent_id = ${agent} and o.id = r.entry_id
       join link lo on lo.entry_id = r.entry_id
       join metaverse_object mo on mo.id = lo.object_id
       join ${EXPORT_FLOWS(4)} on f.object_type = o.object_type and f.mv_type = mo.type and f.attribute = r.attribute
       where not exists (
         select from metaverse_reference m where m.object_id = lo.object_id and m.attribute = f.mv_attribute and m.target_id = r.object_id)`,
      [named.map(l => l.entry), named.map(l => l.object), named.map(l => l.key), ...exportFlowValues(own)],
    )
  }
}
