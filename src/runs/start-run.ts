import { ProblemError } from '../model/problem.js'
import type { StepDefinition } from '../model/step.js'
import type { Database, Transaction } from '../storage/database.js'
import { requestCancel } from '../storage/runs/change-run.js'
import { createRun } from '../storage/runs/create-run.js'
import { appendEvent } from '../storage/runs/events.js'
import { findProfile } from '../storage/runs/find-profile.js'
import type { RunQueue } from './queue.js'

export interface RunRequest {
  readonly agent: string
  readonly profile: string
  readonly requestedBy: string
}

export interface QueueContext {
  readonly database: Database
  readonly queue: RunQueue
}

/**
 * Queues a run of an agent's profile; a worker starts it when the agent is free.
 * @throws ProblemError `request.not-found`
 */
export function startRun({ database, queue }: QueueContext, request: RunRequest): Promise<{ run: number }> {
  return database.transaction(async transaction => {
    const run = await queueRun(transaction, request)
    await queue.send(run, transaction)
    return { run }
  })
}

export interface Chained {
  readonly after?: number
  readonly schedule?: string
}

async function queueRun(
  transaction: Transaction,
  { agent, profile, requestedBy }: RunRequest,
  chained: Chained = {},
): Promise<number> {
  const found = await findProfile(transaction, agent, profile)
  if (found.agent === undefined) {
    throw new ProblemError({
      code: 'request.not-found',
      message: `There is no agent “${agent}”.`,
      hint: found.agents.length === 0 ? 'Apply a configuration first.' : `Agents: ${found.agents.join(', ')}.`,
      about: 'agent',
    })
  }
  if (found.steps === undefined) {
    throw new ProblemError({
      code: 'request.not-found',
      message: `Agent ${agent} has no run profile “${profile}”.`,
      hint: `Its profiles: ${found.profiles.join(', ') || 'none'}.`,
      about: 'profile',
    })
  }
  const steps: StepDefinition[] = found.steps.map(step => ({ ...found.guard, ...step }))
  const run = await createRun(transaction, {
    agent: { id: found.agent, name: agent },
    profile,
    steps,
    requestedBy,
    ...chained,
  })
  await appendEvent(transaction, { run, kind: 'run-queued', data: { agent, profile, requestedBy } })
  return run
}

/** Queues runs one after the other: each starts when the one before has ended, and is dropped when that one was stopped. */
export function startChain(
  { database, queue }: QueueContext,
  requests: readonly RunRequest[],
  schedule: string,
): Promise<number[]> {
  return database.transaction(async transaction => {
    const runs: number[] = []
    for (const request of requests) {
      const after = runs.at(-1)
      runs.push(await queueRun(transaction, request, { schedule, ...(after === undefined ? {} : { after }) }))
    }
    const [first] = runs
    if (first !== undefined) await queue.send(first, transaction)
    return runs
  })
}

/** Asks a run to stop; one that still waits ends at once. @throws ProblemError `request.not-found` */
export function cancelRun(database: Database, run: number): Promise<'cancelled' | 'requested' | 'ended'> {
  return database.transaction(async transaction => {
    const outcome = await requestCancel(transaction, run)
    if (outcome === undefined)
      throw new ProblemError({ code: 'request.not-found', message: `There is no run ${run}.`, about: 'run' })
    if (outcome === 'cancelled')
      await appendEvent(transaction, {
        run,
        kind: 'run-ended',
        data: { status: 'stopped-user-termination-from-wmi-or-ui' },
      })
    return outcome
  })
}
