import type { EntryKey } from '../sync/outcome.js'
import type { Transaction } from './database.js'
import { HAS_REFERENCES } from './has-references.js'

/**
 * Entries leave their connector spaces: references to them are not sent any more. A change that would have said nothing else is
 * no change, and what is no longer to be sent is no longer refused.
 */
export async function forgetTargets(transaction: Transaction, gone: readonly EntryKey[]): Promise<void> {
  const rows = await transaction.query<{ entry_id: number }>(
    `with gone as (
       delete from export_reference t using unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
       where t.agent_id = u.agent_id and t.target_id = u.entry_id
       returning t.entry_id, t.layer)
     select distinct entry_id from gone where layer = 'pending'`,
    [gone.map(key => key.agent), gone.map(key => key.entry)],
  )
  if (rows.length === 0) return
  await transaction.query(
    `with withdrawn as (
       delete from export_change x
       where x.entry_id = any($1) and x.layer = 'pending' and x.operation = 'update' and x.dn is null and x.changes = '{}'
         and not ${HAS_REFERENCES('x.entry_id', 'pending')}
       returning x.agent_id, x.entry_id)
     delete from problem q using withdrawn w where q.agent_id = w.agent_id and q.entry_id = w.entry_id and q.phase = 'export'
       and not exists (select from export_change e where e.entry_id = w.entry_id and e.layer = 'escrowed')`,
    [rows.map(row => row.entry_id)],
  )
}
