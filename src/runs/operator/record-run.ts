import type { Counters } from '../../model/counter.js'
import { OPERATOR_ACTION, type OperatorActionName } from '../../model/step.js'
import type { Transaction } from '../../storage/database.js'
import { recordDone } from '../../storage/operator/record-done.js'
import { createRun } from '../../storage/runs/create-run.js'
import { appendEvents } from '../../storage/runs/events.js'
import { loadSteps } from '../../storage/runs/run-row.js'

export interface DoneAction {
  readonly agent: { readonly id: number; readonly name: string }
  readonly action: OperatorActionName
  readonly requestedBy: string
}

/** The profile under which the history shows what people did. */
export const operatorProfile = (action: OperatorActionName): string => `operator: ${action}`

/** Begins the record of something that is done in this very transaction. */
export async function beginRecord(
  transaction: Transaction,
  { agent, action, requestedBy }: DoneAction,
): Promise<{ readonly run: number; readonly step: number }> {
  const definition = { type: OPERATOR_ACTION, action } as const
  const profile = operatorProfile(action)
  const run = await createRun(transaction, { agent, profile, steps: [definition], requestedBy })
  const [step] = await loadSteps(transaction, run)
  await appendEvents(transaction, run, [
    { kind: 'run-queued', data: { agent: agent.name, profile, requestedBy } },
    { kind: 'run-started', data: { agent: agent.name, profile } },
    { kind: 'step-started', step: 1, data: { type: OPERATOR_ACTION } },
  ])
  return { run, step: step?.id ?? 0 }
}

/** Ends it: whoever looks finds a run that went well. */
export async function endRecord(
  transaction: Transaction,
  { run, step }: { readonly run: number; readonly step: number },
  counters: Counters,
): Promise<void> {
  await recordDone(transaction, { run, step, counters })
  await appendEvents(transaction, run, [
    { kind: 'step-ended', step: 1, data: { status: 'success', type: OPERATOR_ACTION, counters } },
    { kind: 'run-ended', data: { status: 'success' } },
  ])
}
