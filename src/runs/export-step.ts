import { capabilitiesWith, type DeltaResult, type Session } from '../connectors/connector.js'
import type { ProblemCode } from '../model/problem.js'
import type { RunStatus } from '../model/status.js'
import { ERROR_LIMIT } from '../model/step.js'
import { lockExports } from '../storage/agent-lock.js'
import { countPending } from '../storage/export/count-pending.js'
import { type Abandonable, awaitAbandoned, loadEscrowed, returnEscrowed } from '../storage/export/recover-escrowed.js'
import { loadPlanned } from '../storage/export/save-results.js'
import { EXPORT_PHASES, type ExportPhase, type TakenEntry, takeBatch } from '../storage/export/take-batch.js'
import { deletionBrake } from './brakes.js'
import { type ExportWork, onTop, recordResults } from './export-record.js'
import { refuseStrangers } from './export-strangers.js'
import { writeBatch } from './export-write.js'
import { RunStopped } from './run-stopped.js'
import { newTally, type StepContext, saveBatch, type Tally } from './step-context.js'

/** A connector that makes a batch durable as a whole (a file) gets large ones. */
const FLUSHED_BATCH = 10_000
const BATCH = 500

/** Refusals that other exports of the same step may have cured in the meantime: tried once more at the end. */
const CURABLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'non-existent-parent',
  'dn-attributes-failure',
  'unsupported-container-delete',
  'rename-to-existing-dn',
  'cd-existing-object',
  // A unique value may pass from one object to another.
  'constraint-violation',
])

/** Sends pending exports in dependency order; too many deletes send nothing at all (domain.md 2.5, 3.3). */
export async function exportStep(context: StepContext): Promise<RunStatus> {
  const { agent, database } = context
  const tally = newTally()
  if (!capabilitiesWith(agent.connector, agent.settings).export)
    throw stop(
      'stopped-export-disabled',
      'run.configuration',
      `Connector ${agent.connector.name} of agent ${agent.name} cannot export.`,
    )
  await recover(context, tally)
  const pending = await countPending(database, agent.id)
  const problem = deletionBrake(context.step.definition, {
    deleted: pending.deletes,
    held: pending.held,
    agent: agent.name,
  })
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
  tally.total = pending.total
  if (pending.total === 0) return 'completed-no-objects'
  const types = [...(context.rules.agents.get(agent.id)?.types.values() ?? [])].map(type => ({
    name: type.objectType,
    attributes: [...type.attributes.values()],
  }))
  await using session = await agent.connector.open(agent.settings, {
    folder: agent.folder,
    types,
    signal: context.signal,
    ...(agent.trace && { trace: agent.trace }),
  })
  const replaced = new Set<number>()
  for (const phase of EXPORT_PHASES) await exportPhase({ context, tally, session, phase, replaced })
  return tally.errors > 0 ? 'completed-export-errors' : 'success'
}

const stop = (status: RunStatus, code: ProblemCode, message: string): RunStopped =>
  new RunStopped(status, { code, message })

async function recover(context: StepContext, tally: Tally): Promise<void> {
  const { id } = context.agent
  await saveBatch(context, tally, async transaction => {
    await lockExports(transaction, [id], 'exclusive')
    const escrowed = await loadEscrowed(transaction, id)
    if (escrowed.length === 0) return
    const planned = await loadPlanned(
      transaction,
      id,
      escrowed.map(entry => entry.id),
    )
    const isAbandoned = (entry: Abandonable): boolean =>
      !entry.linked && entry.change.operation === 'add' && !planned.has(entry.id)
    await awaitAbandoned(
      transaction,
      id,
      escrowed.filter(isAbandoned).map(entry => entry.id),
    )
    await returnEscrowed(
      transaction,
      id,
      escrowed
        .filter(entry => !isAbandoned(entry))
        .map(entry => ({ id: entry.id, change: onTop(entry.change, planned.get(entry.id)) })),
    )
  })
}

interface Phase extends ExportWork {
  readonly session: Session
  readonly phase: ExportPhase
}

async function exportPhase(work: Phase): Promise<void> {
  const curable = new Set<number>()
  const limit = work.context.step.definition.batchSize ?? (work.session.flush === undefined ? BATCH : FLUSHED_BATCH)
  for (;;) {
    const batch = await take(work, limit, undefined)
    if (batch.length === 0) break
    for (const id of await sendBatch(work, batch)) curable.add(id)
  }
  while (curable.size > 0) {
    const again = [...curable].slice(0, limit)
    for (const id of again) curable.delete(id)
    await sendBatch(work, await take(work, limit, again), true)
  }
}

async function take(
  { context, tally, phase }: Phase,
  limit: number,
  again: readonly number[] | undefined,
): Promise<TakenEntry[]> {
  let batch: TakenEntry[] = []
  await saveBatch(context, tally, async transaction => {
    await lockExports(transaction, [context.agent.id], 'exclusive')
    batch = await takeBatch(transaction, { agent: context.agent.id, step: context.step.id, phase, limit, again })
  })
  return batch
}

/** Sends a batch and records every result. Answers the entries that are worth another try. */
async function sendBatch(work: Phase, batch: readonly TakenEntry[], again = false): Promise<number[]> {
  const { results, broken } = await writeBatch(work.context, work.session, batch)
  const written = batch.slice(0, results.length).map((entry, i) => ({ entry, result: results[i] as DeltaResult }))
  const outcomes = await refuseStrangers(work.context.database, work.context.agent.id, written)
  await recordResults(work, outcomes, again)
  if (broken !== undefined) throw broken
  if (work.tally.errors >= ERROR_LIMIT)
    throw stop('stopped-error-limit', 'run.error-limit', `${work.tally.errors} exports were refused.`)
  return outcomes.filter(({ result }) => !result.ok && CURABLE.has(result.problem.code)).map(({ entry }) => entry.id)
}
