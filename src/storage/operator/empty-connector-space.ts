import type { Transaction } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'

/** What hangs on entries, besides their references; their links have ended before. */
const OWN = [
  'pending_import',
  'resynchronization',
  'link',
  'disconnector',
  'export_change',
  'export_reference',
  'problem',
] as const

/**
 * Empties an agent's connector space, and forgets where its last import ended: the next one has to be a full one. `fast` truncates,
 * for which nobody may be reading it; it gives up after two seconds.
 */
export async function emptyConnectorSpace(transaction: Transaction, agent: number, fast: boolean): Promise<void> {
  const tables = [referencesOf(agent), entriesOf(agent)]
  if (fast) {
    await transaction.query(`set local lock_timeout = '2s'`)
    await transaction.query(`truncate ${tables.join(', ')}`)
  } else for (const table of tables) await transaction.query(`delete from ${table} where agent_id = $1`, [agent])
  for (const table of OWN) await transaction.query(`delete from ${table} where agent_id = $1`, [agent])
  await transaction.query(
    'update agent set watermark = null, imported_at = null, full_import_required = true where id = $1',
    [agent],
  )
}

/** Whether somebody was reading, so that truncating had to give up. */
export const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '55P03'
