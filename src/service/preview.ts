import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { demandWhole } from '../access/visibility.js'
import type { CheckedConfiguration } from '../configuration/check.js'
import type { Preview, PreviewMode } from '../runs/preview/preview.js'
import { type CommittedPreview, commitPreview as commit, previewEntry } from '../runs/preview/preview-entry.js'
import type { Hub } from './hub.js'
import { sightFor } from './sight.js'
import { type TriedDocument, triedConfiguration } from './tried-configuration.js'
import { wakeWaiting } from './wake-waiting.js'

export interface PreviewRequest {
  readonly entry: number
  readonly mode: PreviewMode
  /** Undefined: the configuration in force. */
  readonly document?: TriedDocument | CheckedConfiguration | undefined
}

/**
 * What synchronizing one entry would do, and why (domain.md 9.1). Changes nothing. Trying another document is planning it.
 * @throws ConfigurationError; ProblemError `request.not-found`, `request.invalid`, `locking-error-needs-retry`, `access.denied`
 */
export async function previewSynchronization(
  hub: Hub,
  actor: Actor,
  { entry, mode, document }: PreviewRequest,
): Promise<Preview> {
  await mayRead(hub, actor)
  if (document === undefined) return previewEntry(hub.database, { entry, mode })
  authorize(actor, 'plan-configuration')
  const configuration = 'text' in document ? await triedConfiguration(hub, document) : document
  return previewEntry(hub.database, { entry, mode, configuration })
}

/** A preview shows entries and metaverse objects, with all that rules read and give. @throws ProblemError `access.denied` */
export async function mayRead(hub: Hub, actor: Actor): Promise<void> {
  authorize(actor, 'read-entries')
  authorize(actor, 'read-metaverse')
  demandWhole(await sightFor(hub, actor), 'A preview')
}

/**
 * Synchronizes one entry for good, and tells how.
 * @throws ProblemError `request.not-found`, `locking-error-needs-retry`, `access.denied`
 */
export async function commitPreview(
  hub: Hub,
  actor: Actor,
  request: Omit<PreviewRequest, 'document'>,
): Promise<CommittedPreview> {
  const { entry, mode } = request
  const deed = { operation: 'commit-preview', target: `entry ${entry}`, details: { mode } } as const
  const done = await audited(hub.database, actor, deed, async note => {
    const committed = await commit(hub.database, request, actor.name)
    const { preview, run } = committed
    note({ agent: preview.entry.agentName, dn: preview.entry.dn, run, problem: preview.problem?.code ?? null })
    return committed
  })
  await wakeWaiting(hub)
  return done
}
