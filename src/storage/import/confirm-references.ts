import type { Transaction } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'
import type { StagedBatch } from './staged-batch.js'

/**
 * Compares exported references with what this batch shows (domain.md 2.6) and forgets them: confirmed ones are in the image
 * now, contradicted ones are computed again by the next synchronization, and noted.
 */
export async function confirmReferences(
  transaction: Transaction,
  { agent, step, changed }: StagedBatch,
): Promise<void> {
  const whole = changed.filter(entry => entry.whole && entry.confirms).map(entry => entry.id)
  const partial = changed.filter(entry => !entry.whole && entry.confirms).map(entry => entry.id)
  if (whole.length + partial.length === 0) return
  const shown = `exists (select from ${referencesOf(agent)} r
    where r.agent_id = $1 and r.entry_id = x.entry_id and r.attribute = x.attribute and r.state <> 2
      and r.target_key = (select t.dn_key from ${entriesOf(agent)} t where t.agent_id = $1 and t.id = x.target_id))`
  await transaction.query(
    `with gone as (
       delete from export_reference x
       where x.agent_id = $1 and x.layer = 'unconfirmed'
         and (x.entry_id = any($2) or (x.entry_id = any($3) and ${shown} = (x.operation = 1)))
       returning x.entry_id, x.attribute, x.target_id, x.operation, ${shown} = (x.operation = 1) as confirmed)
     insert into problem (phase, agent_id, entry_id, code, message, hint, details, step_id)
     select 'import', $1, entry_id, 'exported-change-not-reimported',
       format('%s references exported for %s did not come back', count(*), string_agg(distinct attribute, ', ')),
       'The source changed or ignored them; the next synchronization exports them again.',
       jsonb_build_object('attributes', jsonb_agg(distinct attribute)), $4
     from gone where not confirmed group by entry_id
     on conflict (agent_id, entry_id, phase, place) do update
       set last_occurred_at = now(), retry_count = problem.retry_count + 1, step_id = excluded.step_id`,
    [agent, whole, partial, step],
  )
}
