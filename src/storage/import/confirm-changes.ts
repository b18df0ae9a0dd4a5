import type { Transaction } from '../database.js'
import { HAS_REFERENCES } from '../has-references.js'
import type { StagedBatch } from './staged-batch.js'

/** Forgets exported changes that this batch confirmed or contradicted; what it says nothing about goes on waiting. */
export async function confirmChanges(transaction: Transaction, { agent, changed }: StagedBatch): Promise<void> {
  const rows = changed.filter(entry => entry.confirms)
  if (rows.length === 0) return
  await sendDeletesAgain(
    transaction,
    rows.filter(entry => entry.undeleted).map(entry => entry.id),
  )
  const values = [agent, rows.map(entry => entry.id), rows.map(entry => JSON.stringify(entry.waiting))]
  const waiting = `(c.waiting <> '{}' or ${HAS_REFERENCES('x.entry_id', 'unconfirmed')})`
  await transaction.query(
    `delete from export_change x using unnest($2::bigint[], $3::jsonb[]) c (entry_id, waiting)
     where x.agent_id = $1 and x.entry_id = c.entry_id and x.layer = 'unconfirmed' and not ${waiting}`,
    values,
  )
  // The object itself is confirmed in any case.
  await transaction.query(
    `update export_change x set operation = 'update', changes = c.waiting, changed_at = now()
     from unnest($2::bigint[], $3::jsonb[]) c (entry_id, waiting)
     where x.agent_id = $1 and x.entry_id = c.entry_id and x.layer = 'unconfirmed'`,
    values,
  )
}

/** A deletion that did not come back is pending again, unless the object is wanted by now (domain.md 2.6). */
async function sendDeletesAgain(transaction: Transaction, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await transaction.query(
    `update export_change x set layer = 'pending', step_id = null, changed_at = now()
     where x.entry_id = any($1) and x.layer = 'unconfirmed' and x.operation = 'delete'
       and not exists (select from link l where l.entry_id = x.entry_id)
       and not exists (select from export_change p where p.entry_id = x.entry_id and p.layer = 'pending')`,
    [ids],
  )
}
