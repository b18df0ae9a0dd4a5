import type { ExportChange } from '../../connector-space/entry.js'
import type { Transaction } from '../database.js'
import { carryHolds } from './carry-holds.js'
import { returnReferences } from './save-results.js'

export interface Escrowed {
  readonly id: number
  readonly change: ExportChange
}

/** One whose creation nobody wants any more is not sent again. */
export interface Abandonable extends Escrowed {
  /** Whether an object still wants it. */
  readonly linked: boolean
}

/** Changes that a run before this one took and never recorded: nobody knows whether they were sent. */
export async function loadEscrowed(transaction: Transaction, agent: number): Promise<Abandonable[]> {
  const rows = await transaction.query<{
    entry_id: number
    operation: ExportChange['operation']
    dn: string | null
    changes: ExportChange['changes']
    object_type: string | null
    linked: boolean
  }>(
    `select x.entry_id, x.operation, x.dn, x.changes, x.object_type, exists (select from link l where l.entry_id = x.entry_id) as linked
     from export_change x where x.agent_id = $1 and x.layer = 'escrowed' order by x.entry_id for update`,
    [agent],
  )
  return rows.map(row => ({
    id: row.entry_id,
    linked: row.linked,
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

/** What is not wanted any more counts as sent: the next complete import shows whether it is there. */
export async function awaitAbandoned(
  transaction: Transaction,
  agent: number,
  entries: readonly number[],
): Promise<void> {
  if (entries.length === 0) return
  for (const table of ['export_change', 'export_reference'])
    await transaction.query(
      `update ${table} set layer = 'unconfirmed' where agent_id = $1 and entry_id = any($2) and layer = 'escrowed'`,
      [agent, entries],
    )
}
