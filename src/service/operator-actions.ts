import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import type { Operation } from '../access/operations.js'
import { ProblemError } from '../model/problem.js'
import { actOnEntry, type DoneDeed, type EntryDeed, previewDisconnection } from '../runs/operator/act-on-entry.js'
import type { Consequences } from '../sync/consequences.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'
import { seenProblem } from './seen-problem.js'
import { sightFor } from './sight.js'
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
    const result = await seenFailure(hub, actor, () => actOnEntry(hub.database, { ...deed, requestedBy: actor.name }))
    note({ agent: result.agent, dn: result.dn, before: result.before, after: result.after, run: result.run })
    return result
  })
  await wakeWaiting(hub)
  return done
}

/** What disconnecting an entry would do, as far as the actor sees what it changes. @throws ProblemError why it cannot be done at all */
export async function disconnectionPreview(hub: Hub, actor: Actor, entry: number): Promise<Consequences> {
  authorize(actor, 'disconnect-entry')
  const { changed, ...consequences } = await seenFailure(hub, actor, () => previewDisconnection(hub.database, entry))
  const { sees } = await sightFor(hub, actor)
  return { ...consequences, changed: changed.filter(sees) }
}

/** What a synchronization failed with is told as far as the actor sees the values in it. */
async function seenFailure<Done>(hub: Hub, actor: Actor, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { problem } = error
    const { agents } = await schemaOf(hub)
    const [agent] = [...agents].find(([, { name }]) => name === problem.where?.agent) ?? [0]
    throw new ProblemError(seenProblem(problem, await sightFor(hub, actor), agent))
  }
}
