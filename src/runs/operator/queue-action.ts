import { ProblemError } from '../../model/problem.js'
import { OPERATOR_ACTION, type OperatorStep } from '../../model/step.js'
import type { Transaction } from '../../storage/database.js'
import { findSpace } from '../../storage/operator/find-space.js'
import { createRun } from '../../storage/runs/create-run.js'
import { appendEvent } from '../../storage/runs/events.js'
import type { QueueContext } from '../start-run.js'
import { METAVERSE } from './operator-context.js'
import { operatorProfile } from './record-run.js'

export interface ClearingRequest {
  readonly agent: string
  /** The agent's name once more. */
  readonly confirm: string
  /** How many metaverse objects may be deleted; undefined: as many as the brakes allow. */
  readonly acceptDeletions?: number | undefined
  readonly requestedBy: string
}

/**
 * Queues the clearing of an agent's connector space; of an agent that has left the configuration, too.
 * @throws ProblemError `request.not-found`, `request.invalid`, `locking-error-needs-retry` while a run of it has not ended
 */
export async function queueClearing({ database, queue }: QueueContext, request: ClearingRequest) {
  if (request.confirm !== request.agent)
    throw new ProblemError({
      code: 'request.invalid',
      message: `“${request.confirm}” is not the name of the agent whose connector space is to be cleared.`,
      hint: `Repeat the name: ${request.agent}.`,
      about: 'confirm',
    })
  return database.transaction(async transaction => {
    const found = await findSpace(transaction, request.agent)
    if (found === undefined)
      throw new ProblemError({
        code: 'request.not-found',
        message: `There is no agent “${request.agent}”, and there never was.`,
        about: 'agent',
      })
    refuseBusy(found.openRun, request.agent)
    const agent = { id: found.id, name: request.agent }
    const run = await queueStep(transaction, agent, {
      requestedBy: request.requestedBy,
      step: { type: OPERATOR_ACTION, action: 'clear-connector-space', ...brakes(request.acceptDeletions) },
    })
    await queue.send(run, transaction)
    return { run }
  })
}

export interface ReevaluationRequest {
  readonly type?: string | undefined
  readonly acceptDeletions?: number | undefined
  readonly requestedBy: string
}

/** Queues that every object is asked its deletion rule again. @throws ProblemError `locking-error-needs-retry` */
export function queueReevaluation({ database, queue }: QueueContext, request: ReevaluationRequest) {
  const { type, acceptDeletions, requestedBy } = request
  return database.transaction(async transaction => {
    const run = await queueStep(transaction, METAVERSE, {
      requestedBy,
      step: {
        type: OPERATOR_ACTION,
        action: 're-evaluate-deletion-rules',
        ...(type === undefined ? {} : { metaverseType: type }),
        ...brakes(acceptDeletions),
      },
    })
    await queue.send(run, transaction)
    return { run }
  })
}

/** The brakes of a person who accepts so many deletions. */
export const brakes = (accepted: number | undefined) =>
  accepted === undefined ? {} : { deletionLimit: accepted, deletionPercent: null }

function refuseBusy(run: number | undefined, agent: string): void {
  if (run === undefined) return
  throw new ProblemError({
    code: 'locking-error-needs-retry',
    message: `Run ${run} of agent ${agent} has not ended.`,
    hint: 'Wait for it, or cancel it.',
    where: { agent },
  })
}

/** Queues a run of one step that a person asked for. The caller tells the workers. */
export async function queueStep(
  transaction: Transaction,
  agent: { readonly id: number; readonly name: string },
  { step, requestedBy }: { readonly step: OperatorStep; readonly requestedBy: string },
): Promise<number> {
  const profile = operatorProfile(step.action)
  const run = await createRun(transaction, { agent, profile, steps: [step], requestedBy })
  await appendEvent(transaction, { run, kind: 'run-queued', data: { agent: agent.name, profile, requestedBy } })
  return run
}
