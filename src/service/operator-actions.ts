import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import type { Operation } from '../access/operations.js'
import { actOnEntry, type DoneDeed, type EntryDeed, previewDisconnection } from '../runs/operator/act-on-entry.js'
import type { Consequences } from '../sync/consequences.js'
import type { Hub } from './hub.js'
import { wakeWaiting } from './wake-waiting.js'

type Deed = Omit<EntryDeed, 'requestedBy'>

const OPERATIONS: Record<Deed['action']['kind'], Operation> = {
  join: 'join-entry',
  project: 'project-entry',
  disconnect: 'disconnect-entry',
  'set-state': 'set-disconnector-state',
}

/**
 * What a person does to one entry (domain.md 6.4); the audit event says how it stood before and stands after.
 * @throws ProblemError why it was refused: `request.invalid`, `request.not-found`, `operator.would-delete`,
 *   `locking-error-needs-retry`, or whatever its synchronization failed with
 */
export async function actByHand(hub: Hub, actor: Actor, deed: Deed): Promise<DoneDeed> {
  const { action, entry } = deed
  const target = { operation: OPERATIONS[action.kind], target: `entry ${entry}`, details: { ...action } }
  const done = await audited(hub.database, actor, target, async note => {
    const result = await actOnEntry(hub.database, { ...deed, requestedBy: actor.name })
    note({ agent: result.agent, dn: result.dn, before: result.before, after: result.after, run: result.run })
    return result
  })
  await wakeWaiting(hub)
  return done
}

/** What disconnecting an entry would do. @throws ProblemError why it cannot be done at all */
export async function disconnectionPreview(hub: Hub, actor: Actor, entry: number): Promise<Consequences> {
  authorize(actor, 'disconnect-entry')
  return previewDisconnection(hub.database, entry)
}
