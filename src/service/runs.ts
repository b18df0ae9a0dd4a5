import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { cancelRun as cancel, startRun as start } from '../runs/start-run.js'
import type { Page, PageRequest } from '../storage/read/page.js'
import { type CounterKey, countDetails, pageDetails, type RunDetailRow } from '../storage/read/run-details.js'
import {
  countRuns,
  findRuns,
  findSteps,
  listRuns,
  type RunFilter,
  type RunRecord,
  type StepRecord,
} from '../storage/read/runs.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'

export async function runs(hub: Hub, actor: Actor, filter: RunFilter, page: PageRequest): Promise<Listed<RunRecord>> {
  authorize(actor, 'read-runs')
  return { ...(await listRuns(hub.database, filter, page)), count: () => countRuns(hub.database, filter) }
}

export async function runsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<RunRecord[]> {
  authorize(actor, 'read-runs')
  return findRuns(hub.database, ids)
}

export async function stepsOf(hub: Hub, actor: Actor, ids: readonly number[]): Promise<StepRecord[]> {
  authorize(actor, 'read-runs')
  return findSteps(hub.database, ids)
}

/** The objects behind counters, a page each. */
export async function countedObjects(
  hub: Hub,
  actor: Actor,
  counters: readonly CounterKey[],
  page: PageRequest,
): Promise<Page<RunDetailRow>[]> {
  authorize(actor, 'read-runs')
  return pageDetails(hub.database, counters, page)
}

export async function countedObjectCounts(hub: Hub, actor: Actor, counters: readonly CounterKey[]): Promise<number[]> {
  authorize(actor, 'read-runs')
  return countDetails(hub.database, counters)
}

/** @throws ProblemError `request.not-found`, `access.denied` */
export function startRun(
  hub: Hub,
  actor: Actor,
  { agent, profile }: { readonly agent: string; readonly profile: string },
): Promise<{ run: number }> {
  const deed = { operation: 'start-run', target: `${agent}/${profile}` } as const
  return audited(hub.database, actor, deed, () => start(hub, { agent, profile, requestedBy: actor.name }))
}

/** @throws ProblemError `request.not-found`, `access.denied` */
export function cancelRun(hub: Hub, actor: Actor, run: number): Promise<'cancelled' | 'requested' | 'ended'> {
  return audited(hub.database, actor, { operation: 'cancel-run', target: `run ${run}` }, () =>
    cancel(hub.database, run),
  )
}
