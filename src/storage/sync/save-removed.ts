import type { EntryKey } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { forgetTargets } from '../forget-targets.js'
import { endLinks } from './end-links.js'

const OWN = [
  'entry_reference',
  'pending_import',
  'resynchronization',
  'disconnector',
  'export_change',
  'export_reference',
  'problem',
] as const

/** Takes entries out of their connector spaces with everything that hangs on them. */
export async function saveRemoved(transaction: Transaction, removed: readonly EntryKey[], step: number): Promise<void> {
  if (removed.length === 0) return
  await endLinks(
    transaction,
    removed.map(key => ({ ...key, ended: 'removed' })),
    step,
  )
  const values = [removed.map(r => r.agent), removed.map(r => r.entry)]
  const keys = 'unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)'
  for (const table of OWN) {
    await transaction.query(
      `delete from ${table} t using ${keys} where t.agent_id = u.agent_id and t.entry_id = u.entry_id`,
      values,
    )
  }
  await forgetTargets(transaction, removed)
  await transaction.query(
    `delete from entry t using ${keys} where t.agent_id = u.agent_id and t.id = u.entry_id`,
    values,
  )
}
