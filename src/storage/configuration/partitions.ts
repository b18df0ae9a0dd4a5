import { entriesOf, referencesOf } from '../partitions.js'
import type { EditTransaction } from './transaction.js'

/**
 * Gives an agent its connector space. A table is made first and attached then, because that is the way that keeps no reader
 * of other connector spaces waiting.
 */
export async function createConnectorSpace(edit: EditTransaction, agent: number): Promise<void> {
  for (const [parent, partition] of [
    ['entry', entriesOf(agent)],
    ['entry_reference', referencesOf(agent)],
  ]) {
    await edit.execute(`create table ${partition} (like ${parent} including all)`)
    await edit.execute(`alter table ${parent} attach partition ${partition} for values in (${agent})`)
  }
}
