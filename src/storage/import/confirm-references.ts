import type { Transaction } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'

const HELD = (agent: number): string => `${referencesOf(agent)} r
  where r.agent_id = $1 and r.entry_id = x.entry_id and r.attribute = x.attribute and r.state <> 2`
const KEY = (agent: number): string =>
  `select t.dn_key from ${entriesOf(agent)} t where t.agent_id = $1 and t.id = x.target_id`
/** What a target that is transient was called when it was sent: the source shows that name, whoever the connector space thinks has it. */
const NAME = (agent: number): string =>
  `select lower(t.dn) from ${entriesOf(agent)} t where t.agent_id = $1 and t.id = x.target_id`

/** Entries that were reported in this step, whole or in a change. */
export interface Reported {
  readonly agent: number
  readonly step: number
  readonly whole: readonly number[]
  readonly partial: readonly number[]
}

/**
 * Compares exported references with what the entries show (domain.md 2.6). Confirmed ones are in the image now and forgotten;
 * contradicted ones are noted, and pending again unless something newer is. Answers the entries that do not show what was exported.
 */
export async function confirmReferences(
  transaction: Transaction,
  { agent, step, whole, partial }: Reported,
): Promise<number[]> {
  if (whole.length + partial.length === 0) return []
  const rows = await transaction.query<{ entry_id: number }>(
    `with compared as materialized (
       select x.entry_id, x.attribute, x.target_id,
         (x.operation = 1) = case when (${KEY(agent)}) is not null
           then exists (select from ${HELD(agent)} and r.target_key = (${KEY(agent)}))
           else exists (select from ${HELD(agent)} and lower(r.target) = (${NAME(agent)})) end as confirmed,
         coalesce((select true from export_reference p where p.entry_id = x.entry_id and p.attribute = x.attribute
           and p.target_id = x.target_id and p.layer = 'pending'), false) as superseded
       -- Entry by entry: of a thousand at once the planner expects so much that it reads all that was sent.
       from unnest($2::bigint[] || $3::bigint[]) reported (id)
       cross join lateral (select * from export_reference where entry_id = reported.id and layer = 'unconfirmed' offset 0) x),
     -- A change that does not speak of a reference says nothing about it.
     decided as (select * from compared where confirmed or entry_id = any($2)),
     gone as (
       delete from export_reference x using decided d
       where x.layer = 'unconfirmed' and x.entry_id = d.entry_id and x.attribute = d.attribute and x.target_id = d.target_id
         and (d.confirmed or d.superseded)),
     again as (
       update export_reference x set layer = 'pending' from decided d
       where x.layer = 'unconfirmed' and x.entry_id = d.entry_id and x.attribute = d.attribute and x.target_id = d.target_id
         and not d.confirmed and not d.superseded
       returning x.entry_id),
     announced as (
       insert into export_change (agent_id, entry_id, layer, operation, step_id)
       select distinct $1::integer, entry_id, 'pending', 'update', $4::bigint from again on conflict (entry_id, layer) do nothing)
     insert into problem (phase, agent_id, entry_id, code, message, hint, details, step_id)
     select 'import', $1, entry_id, 'exported-change-not-reimported',
       format('%s references exported for %s did not come back', count(*), string_agg(distinct attribute, ', ')),
       'The source changed or ignored them; the next export sends them again.',
       jsonb_build_object('attributes', jsonb_agg(distinct attribute)), $4
     from decided where not confirmed group by entry_id
     on conflict (agent_id, entry_id, phase, place) do update
       set first_occurred_at = case when problem.code = excluded.code then problem.first_occurred_at else now() end,
           retry_count = case when problem.code = excluded.code then problem.retry_count + 1 else 0 end,
           last_occurred_at = now(), step_id = excluded.step_id,
           code = excluded.code, message = excluded.message, hint = excluded.hint, details = excluded.details
       -- What this step said of values, or of an object that comes twice, stands.
       where problem.step_id is distinct from excluded.step_id
     returning entry_id`,
    [agent, whole, partial, step],
  )
  return rows.map(row => row.entry_id)
}
