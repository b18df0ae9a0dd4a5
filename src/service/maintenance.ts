import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { loadRuleSet } from '../configuration/load.js'
import { ProblemError } from '../model/problem.js'
import type { RuleSet } from '../rules/rule-set.js'
import { clearRunHistory as clearHistory, type HistoryClearing } from '../runs/clear-history.js'
import { type ExportsWanted, holdExports as hold, releaseExports as release } from '../runs/operator/hold-exports.js'
import { type ClearingRequest, queueClearing, queueReevaluation } from '../runs/operator/queue-action.js'
import { agentEverNamed } from '../storage/maintenance/clear-runs.js'
import { type ClearingForecast, forecastClearing } from '../storage/operator/clearing-forecast.js'
import { countGhosts, type Ghost, pageGhosts } from '../storage/operator/ghosts.js'
import type { PageRequest } from '../storage/read/page.js'
import { deletionRules } from '../sync/clearing.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'
import { unknownType } from './unknown-type.js'

/** Holds pending exports back. Answers how many were not held before. @throws ProblemError */
export const holdExports = (hub: Hub, actor: Actor, wanted: ExportsWanted): Promise<number> =>
  audited(hub.database, actor, { operation: 'hold-exports', ...described(wanted) }, async note => {
    const held = await hold(hub.database, wanted, actor.name)
    note({ held })
    return held
  })

/** Lets held exports go with the next export. Answers how many. @throws ProblemError */
export const releaseExports = (hub: Hub, actor: Actor, wanted: ExportsWanted): Promise<number> =>
  audited(hub.database, actor, { operation: 'release-exports', ...described(wanted) }, async note => {
    const released = await release(hub.database, wanted)
    note({ released })
    return released
  })

const described = (wanted: ExportsWanted) => ({
  target: wanted.agent ?? `${wanted.entries?.length ?? 0} entries`,
  details: { ...wanted },
})

/** Deletes the history of runs that ended before a moment. Answers how many. @throws ProblemError */
export function clearRunHistory(hub: Hub, actor: Actor, clearing: HistoryClearing): Promise<number> {
  const { before, agent } = clearing
  const deed = { operation: 'clear-run-history', target: agent ?? 'all agents', details: { before } } as const
  return audited(hub.database, actor, deed, async note => {
    const cleared = await clearHistory(hub.database, clearing)
    note({ cleared })
    return cleared
  })
}

/** Queues the clearing of a connector space. @throws ProblemError */
export function clearConnectorSpace(
  hub: Hub,
  actor: Actor,
  request: Omit<ClearingRequest, 'requestedBy'>,
): Promise<{ run: number }> {
  const { agent, acceptDeletions } = request
  const deed = { operation: 'clear-connector-space', target: agent, details: { acceptDeletions } } as const
  return audited(hub.database, actor, deed, async note => {
    const queued = await queueClearing(hub, { ...request, requestedBy: actor.name })
    note(queued)
    return queued
  })
}

/** What clearing a connector space would take away. @throws ProblemError `request.not-found` */
export async function connectorSpaceClearing(hub: Hub, actor: Actor, agent: string): Promise<ClearingForecast> {
  authorize(actor, 'clear-connector-space')
  const id = await agentEverNamed(hub.database, agent)
  if (id === undefined) throw new ProblemError({ code: 'request.not-found', message: `There is no agent “${agent}”.` })
  const { rules } = await loadRuleSet(hub.database)
  return forecastClearing(hub.database, id, deletionRules(rules))
}

/** Queues that objects are asked their deletion rules again. @throws ProblemError `request.not-found` */
export function reevaluateDeletionRules(
  hub: Hub,
  actor: Actor,
  request: { readonly type?: string; readonly acceptDeletions?: number },
): Promise<{ run: number }> {
  const deed = {
    operation: 're-evaluate-deletion-rules',
    target: request.type ?? 'all types',
    details: request,
  } as const
  return audited(hub.database, actor, deed, async note => {
    await knownRules(hub, request.type)
    const queued = await queueReevaluation(hub, { ...request, requestedBy: actor.name })
    note(queued)
    return queued
  })
}

/** The objects that their deletion rules would give up, were they asked now. @throws ProblemError `request.not-found` */
export async function deletionCandidates(
  hub: Hub,
  actor: Actor,
  type: string | undefined,
  page: PageRequest,
): Promise<Listed<Ghost>> {
  authorize(actor, 'read-metaverse')
  const rows = deletionRules(await knownRules(hub, type), type)
  return { ...(await pageGhosts(hub.database, rows, page)), count: () => countGhosts(hub.database, rows) }
}

async function knownRules(hub: Hub, type: string | undefined): Promise<RuleSet> {
  const { rules } = await loadRuleSet(hub.database)
  if (type === undefined || rules.metaverse.types.has(type)) return rules
  throw unknownType(rules, type)
}
