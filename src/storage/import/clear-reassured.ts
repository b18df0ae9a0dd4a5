import type { Session } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'
import type { StagedBatch } from './staged-batch.js'

/**
 * Takes back what this very step said of exports: that they did not come back. References that were to be sent again must be
 * there as well. Answers the entries of which nothing is said any more.
 */
export async function clearReassured(
  session: Session,
  { agent, step, reassured }: Pick<StagedBatch, 'agent' | 'step' | 'reassured'>,
): Promise<number[]> {
  if (reassured.length === 0) return []
  const rows = await session.query<{ entry_id: number }>(
    `delete from problem q where q.agent_id = $1 and q.entry_id = any($2) and q.phase = 'import' and q.step_id = $3
       and q.code = 'exported-change-not-reimported'
       and not exists (
         select from export_reference x join ${entriesOf(agent)} t on t.agent_id = $1 and t.id = x.target_id
         where x.entry_id = q.entry_id and x.layer = 'pending' and (x.operation = 1) <> exists (
           select from ${referencesOf(agent)} r where r.agent_id = $1 and r.entry_id = x.entry_id and r.attribute = x.attribute
             and r.state <> 2 and r.target_key = t.dn_key))
     returning q.entry_id`,
    [agent, reassured, step],
  )
  return rows.map(row => row.entry_id)
}
