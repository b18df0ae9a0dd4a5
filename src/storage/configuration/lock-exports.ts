import { LOCK_ALL_EXPORTS } from '../agent-lock.js'
import type { EditTransaction } from './transaction.js'

/**
 * Lets pages of synchronization that are being decided end, and keeps others from beginning. What entries are like then is what
 * it is when the configuration comes into force.
 */
export async function lockAllExports(edit: EditTransaction): Promise<void> {
  await edit.execute(LOCK_ALL_EXPORTS)
}
