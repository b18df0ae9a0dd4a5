import { withoutListedDelete } from '../connector-space/confirm.js'
import type { HeldEntry } from '../connector-space/entry.js'
import { capabilitiesWith } from '../connectors/connector.js'
import { loadHeld, type WantedReferences } from '../storage/import/load-held.js'
import type { StepContext } from './step-context.js'

/** The entries as staging is to see them. */
export async function heldEntries(
  { database, agent }: StepContext,
  ids: readonly number[],
  wanted: WantedReferences,
): Promise<Map<number, HeldEntry>> {
  const held = await loadHeld(database, agent.id, ids, wanted)
  if (capabilitiesWith(agent.connector, agent.settings).deletes !== 'listed') return held
  return new Map([...held].map(([id, entry]) => [id, withoutListedDelete(entry)]))
}
