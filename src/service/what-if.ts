import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import type { CheckedConfiguration } from '../configuration/check.js'
import { loadRuleSet } from '../configuration/load.js'
import { exportDocument } from '../configuration/write.js'
import { ProblemError } from '../model/problem.js'
import type { PageRequest } from '../storage/read/page.js'
import {
  countDifferences,
  type DifferenceFilter,
  type DifferenceRow,
  listDifferences,
} from '../storage/what-if/read-differences.js'
import {
  cancelWhatIf as cancel,
  countWhatIfs,
  createWhatIf,
  findWhatIfs,
  listWhatIfs,
  removeWhatIf as remove,
  type WhatIfMode,
  type WhatIfRecord,
} from '../storage/what-if/what-ifs.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'
import { type TriedDocument, triedConfiguration } from './tried-configuration.js'

export interface WhatIfRequest {
  /** Undefined: the configuration in force. */
  readonly document?: TriedDocument | CheckedConfiguration | undefined
  /** In the order they are synchronized in; undefined: all, in the document's order. */
  readonly agents?: readonly string[] | undefined
  readonly mode: WhatIfMode
}

/**
 * Asks what synchronizing agents under another configuration would change. A worker finds out, on a copy; the hub's data stays as it is.
 * @throws ConfigurationError with every problem and its place; ProblemError `request.not-found`, `access.denied`
 */
export function startWhatIf(hub: Hub, actor: Actor, { document, agents, mode }: WhatIfRequest): Promise<number> {
  const target = agents === undefined ? {} : { target: agents.join(', ') }
  return audited(hub.database, actor, { operation: 'what-if', ...target, details: { mode } }, async () => {
    const current = await loadRuleSet(hub.database)
    const tried = document !== undefined && 'text' in document ? await triedConfiguration(hub, document) : document
    const known = Object.keys((tried ?? current).document.agents ?? {})
    for (const name of agents ?? []) if (!known.includes(name)) throw noAgent(name, known)
    return createWhatIf(hub.database, {
      document: tried === undefined ? null : exportDocument(tried.document),
      files: Object.fromEntries(tried?.files ?? []),
      version: current.version,
      agents: agents ?? null,
      mode,
      requestedBy: actor.name,
    })
  })
}

const noAgent = (name: string, known: readonly string[]): ProblemError =>
  new ProblemError({
    code: 'request.not-found',
    message: `The configuration has no agent “${name}”.`,
    hint: `It has ${known.join(', ') || 'none'}.`,
    about: 'agents',
  })

/** Asks a what-if to stop. @throws ProblemError `request.not-found`, `access.denied` */
export function cancelWhatIf(hub: Hub, actor: Actor, id: number): Promise<'cancelled' | 'requested' | 'ended'> {
  return audited(hub.database, actor, { operation: 'what-if', target: `cancel ${id}` }, async () => {
    const outcome = await cancel(hub.database, id)
    if (outcome === undefined) throw gone(id)
    return outcome
  })
}

/** Removes a what-if that has ended, with its differences. @throws ProblemError `request.not-found`, `request.invalid`, `access.denied` */
export function removeWhatIf(hub: Hub, actor: Actor, id: number): Promise<void> {
  return audited(hub.database, actor, { operation: 'what-if', target: `remove ${id}` }, async () => {
    const [found] = await findWhatIfs(hub.database, [id])
    if (found === undefined) throw gone(id)
    if (found.endedAt === undefined) {
      throw new ProblemError({
        code: 'request.invalid',
        message: `What-if ${id} has not ended.`,
        hint: 'Cancel it first.',
        about: 'id',
      })
    }
    await remove(hub.database, id)
  })
}

const gone = (id: number): ProblemError =>
  new ProblemError({
    code: 'request.not-found',
    message: `There is no what-if ${id}.`,
    hint: 'Results are kept for a day.',
    about: 'id',
  })

export async function whatIfs(hub: Hub, actor: Actor, page: PageRequest): Promise<Listed<WhatIfRecord>> {
  authorize(actor, 'what-if')
  return { ...(await listWhatIfs(hub.database, page)), count: () => countWhatIfs(hub.database) }
}

export async function whatIfsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<WhatIfRecord[]> {
  authorize(actor, 'what-if')
  return findWhatIfs(hub.database, ids)
}

export async function whatIfDifferences(
  hub: Hub,
  actor: Actor,
  id: number,
  request: { readonly filter: DifferenceFilter; readonly page: PageRequest },
): Promise<Listed<DifferenceRow>> {
  authorize(actor, 'what-if')
  const page = await listDifferences(hub.database, id, request)
  return { ...page, count: () => countDifferences(hub.database, id, request.filter) }
}
