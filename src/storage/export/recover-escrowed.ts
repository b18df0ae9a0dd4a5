import type { ExportChange } from '../../connector-space/entry.js'
import type { Transaction } from '../database.js'
import { carryHolds } from './carry-holds.js'
import { returnReferences } from './save-results.js'

export interface Escrowed {
  readonly id: number
  readonly change: ExportChange
}

/** Changes that a run before this one took and never recorded: nobody knows whether they were sent. */
export async function loadEscrowed(transaction: Transaction, agent: number): Promise<Escrowed[]> {
  const rows = await transaction.query<{
    entry_id: number
    operation: ExportChange['operation']
    dn: string | null
    changes: ExportChange['changes']
    object_type: string | null
  }>(
    `select entry_id, operation, dn, changes, object_type from export_change where agent_id = $1 and layer = 'escrowed' order by entry_id for update`,
    [agent],
  )
  return rows.map(row => ({
    id: row.entry_id,
    change: {
      operation: row.operation,
      dn: row.dn ?? undefined,
      changes: row.changes,
      ...(row.object_type === null ? {} : { objectType: row.object_type }),
    },
  }))
}

/** Puts them back to pending, marked: when the source says "already so", that is success. */
export async function returnEscrowed(
  transaction: Transaction,
  agent: number,
  entries: readonly Escrowed[],
): Promise<void> {
  if (entries.length === 0) return
  const ids = entries.map(entry => entry.id)
  await carryHolds(transaction, { agent, entries: ids, layer: 'escrowed' })
  await transaction.query(
    `delete from export_change where agent_id = $1 and entry_id = any($2) and layer = 'pending'`,
    [agent, ids],
  )
  await transaction.query(
    `update export_change x set layer = 'pending', may_be_sent = true, step_id = null, operation = u.operation, dn = u.dn, changes = u.changes, object_type = u.object_type
     from unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[], $6::text[]) u (id, operation, dn, changes, object_type)
     where x.agent_id = $1 and x.entry_id = u.id and x.layer = 'escrowed'`,
    [
      agent,
      ids,
      entries.map(e => e.change.operation),
      entries.map(e => e.change.dn ?? null),
      entries.map(e => JSON.stringify(e.change.changes)),
      entries.map(e => e.change.objectType ?? null),
    ],
  )
  await returnReferences(transaction, 'escrowed', { agent, entries: ids })
}
