import type { RunStatus } from '../../model/status.js'
import type { Transaction } from '../../storage/database.js'
import type { FoundEntry } from '../../storage/operator/find-entry.js'
import { recordDone } from '../../storage/operator/record-done.js'
import { createRun } from '../../storage/runs/create-run.js'
import { appendEvents } from '../../storage/runs/events.js'
import { loadSteps } from '../../storage/runs/run-row.js'
import type { PreviewMode, Rehearsal } from './preview.js'

const PROFILE = 'operator: commit-preview'

interface Recorded {
  readonly found: FoundEntry
  readonly mode: PreviewMode
  readonly requestedBy: string
}

interface Record {
  readonly run: number
  readonly step: number
  readonly type: `${PreviewMode}-synchronization`
}

/** Begins the record of a preview that is committed in this very transaction: a synchronization step of one entry. */
export async function beginPreviewRecord(
  transaction: Transaction,
  { found, mode, requestedBy }: Recorded,
): Promise<Record> {
  const agent = { id: found.agent, name: found.agentName }
  const type = `${mode}-synchronization` as const
  const run = await createRun(transaction, { agent, profile: PROFILE, steps: [{ type }], requestedBy })
  const [step] = await loadSteps(transaction, run)
  await appendEvents(transaction, run, [
    { kind: 'run-queued', data: { agent: agent.name, profile: PROFILE, requestedBy } },
    { kind: 'run-started', data: { agent: agent.name, profile: PROFILE } },
    { kind: 'step-started', step: 1, data: { type } },
  ])
  return { run, step: step?.id ?? 0, type }
}

export async function endPreviewRecord(
  transaction: Transaction,
  { run, step, type }: Record,
  { counters, problem }: Rehearsal,
): Promise<void> {
  const status: RunStatus = problem === undefined ? 'success' : 'completed-sync-errors'
  await recordDone(transaction, { run, step, counters, status })
  await appendEvents(transaction, run, [
    { kind: 'step-ended', step: 1, data: { status, type, counters } },
    { kind: 'run-ended', data: { status } },
  ])
}
