import { expectedImage } from '../connector-space/confirm.js'
import type { ExportChange } from '../connector-space/entry.js'
import { exportDelta, type WritingStyle } from '../connector-space/export-delta.js'
import { nameKey } from '../connector-space/hash.js'
import { mergeExports } from '../connector-space/merge-exports.js'
import type { DeltaResult, ExportDelta, Session } from '../connectors/connector.js'
import type { ExportCounter } from '../model/counter.js'
import { depthOf } from '../model/dn.js'
import { invariant } from '../model/invariant.js'
import type { ProblemCode } from '../model/problem.js'
import type { RunStatus } from '../model/status.js'
import { ERROR_LIMIT } from '../model/step.js'
import type { AttributeDefinition } from '../model/value.js'
import { referenceFlowRules } from '../rules/reference-flows.js'
import { lockExports } from '../storage/agent-lock.js'
import { countPending } from '../storage/export/count-pending.js'
import { loadEscrowed, returnEscrowed } from '../storage/export/recover-escrowed.js'
import { type ReplacedEntry, saveReplaced } from '../storage/export/save-replaced.js'
import { type ExportResults, loadPlanned, type SentEntry, saveResults } from '../storage/export/save-results.js'
import { EXPORT_PHASES, type ExportPhase, type TakenEntry, takeBatch } from '../storage/export/take-batch.js'
import { clearFailures, saveDetails } from '../storage/runs/save-details.js'
import { clearProblems, saveProblems } from '../storage/runs/save-problems.js'
import { deletionBrake } from './brakes.js'
import { RunStopped } from './run-stopped.js'
import { newTally, type StepContext, saveBatch, type Tally, tick } from './step-context.js'

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
  if (!agent.connector.capabilities.export)
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
    await returnEscrowed(
      transaction,
      id,
      escrowed.map(entry => ({ id: entry.id, change: onTop(entry.change, planned.get(entry.id)) })),
    )
  })
}

const onTop = (first: TakenEntry['change'], second: TakenEntry['change'] | undefined): TakenEntry['change'] =>
  second === undefined ? first : mergeExports(first, second)

interface Phase {
  readonly context: StepContext
  readonly tally: Tally
  readonly session: Session
  readonly phase: ExportPhase
  /** Entries whose delete-add is half done in this step. */
  readonly replaced: Set<number>
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
  const { results, broken } = await write(work, batch)
  const outcomes = batch.slice(0, results.length).map((entry, i) => ({ entry, result: results[i] as DeltaResult }))
  await record(work, outcomes, again)
  if (broken !== undefined) throw broken
  if (work.tally.errors >= ERROR_LIMIT)
    throw stop('stopped-error-limit', 'run.error-limit', `${work.tally.errors} exports were refused.`)
  return outcomes.filter(({ result }) => !result.ok && CURABLE.has(result.problem.code)).map(({ entry }) => entry.id)
}

function writingStyles({ agent, rules }: StepContext): (objectType: string) => WritingStyle {
  const { valueChanges } = agent.connector.capabilities
  const types = rules.agents.get(agent.id)?.types
  const isSingle = ({ type, multivalued }: AttributeDefinition): boolean => type === 'reference' && !multivalued
  return objectType => {
    const attributes = [...(types?.get(objectType)?.attributes.values() ?? [])]
    return { valueChanges, single: new Set(attributes.filter(isSingle).map(({ name }) => name)) }
  }
}

interface Written {
  readonly results: readonly DeltaResult[]
  /** Why the batch ended early: what has no result stays escrowed, and is known to be in doubt. */
  readonly broken?: Error
}

async function write({ context, session }: Phase, batch: readonly TakenEntry[]): Promise<Written> {
  invariant(session.write !== undefined, 'a connector that exports can write')
  const styleOf = writingStyles(context)
  const deltas: ExportDelta[] = batch.map(entry => ({
    ...exportDelta(
      { ...entry, image: expectedImage(entry.image, entry.unconfirmed === undefined ? [] : [entry.unconfirmed]) },
      styleOf(entry.objectType),
    ),
    ...(entry.mayBeSent ? { mayBeSent: true } : {}),
  }))
  const results: DeltaResult[] = []
  try {
    for await (const result of session.write(deltas)) results.push(result)
    await session.flush?.()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // Without its flush, nothing of a batch is durable.
    return { results: session.flush === undefined ? results : [], broken: error }
  }
  invariant(results.length === batch.length, 'a connector answers every delta')
  return { results }
}

interface Outcome {
  readonly entry: TakenEntry
  readonly result: DeltaResult
}

async function record(
  { context, tally, replaced }: Phase,
  outcomes: readonly Outcome[],
  again: boolean,
): Promise<void> {
  const { agent, step, rules } = context
  const refused = outcomes.filter(({ result }) => !result.ok)
  const accepted = outcomes.filter(({ result }) => result.ok)
  const halves = accepted.filter(({ entry }) => entry.change.operation === 'delete-add')
  const sent = accepted.filter(({ entry }) => entry.change.operation !== 'delete-add')
  if (!again) tally.done += outcomes.length - halves.length
  const counterOf = (entry: TakenEntry): ExportCounter =>
    replaced.has(entry.id) ? 'export-delete-add' : ownCounter(entry)
  for (const { entry } of sent) tick(tally, counterOf(entry))
  for (const { entry } of halves) replaced.add(entry.id)
  if (again) correct(tally, accepted.length)
  else tick(tally, 'export-failure', refused.length)
  if (!again) tally.errors += refused.length
  const sentIds = accepted.map(({ entry }) => entry.id)
  await saveBatch(context, tally, async transaction => {
    await lockExports(transaction, [agent.id], 'exclusive')
    const planned = await loadPlanned(
      transaction,
      agent.id,
      [...refused, ...halves].map(({ entry }) => entry.id),
    )
    const results: ExportResults = {
      agent: agent.id,
      step: step.id,
      sent: sent.map(sentEntry),
      refused: refused.map(({ entry }) => {
        const change = onTop(entry.change, planned.get(entry.id))
        return { id: entry.id, change, depth: depthOf(change.dn ?? entry.dn) }
      }),
    }
    await saveResults(transaction, results)
    await saveReplaced(transaction, {
      agent: agent.id,
      step: step.id,
      entries: halves.map(({ entry }) => replacedEntry(entry, planned.get(entry.id))),
      flows: referenceFlowRules(rules).exports,
    })
    const details = [...refused, ...sent].map(({ entry, result }) => ({
      counter: result.ok ? counterOf(entry) : 'export-failure',
      agent: agent.id,
      entry: entry.id,
      dn: entry.dn,
    }))
    if (again) await clearFailures(transaction, step.id, sentIds)
    await saveDetails(
      transaction,
      step.id,
      again ? details.filter(detail => detail.counter !== 'export-failure') : details,
    )
    const problems = refused.flatMap(({ entry, result }) =>
      result.ok ? [] : [{ entry: entry.id, place: '', problem: result.problem }],
    )
    await saveProblems(transaction, { phase: 'export', agent: agent.id, step: step.id, problems })
    await clearProblems(transaction, {
      phase: 'export',
      agent: agent.id,
      step: again ? -1 : step.id,
      entries: sentIds,
    })
  })
}

// A second try that went well was no failure after all.
function correct(tally: Tally, cured: number): void {
  tally.errors -= cured
  tick(tally, 'export-failure', -cured)
}

// What was planned while the old object was being deleted is what the new one is created with.
function replacedEntry({ id, dn, objectType, change }: TakenEntry, planned: ExportChange | undefined): ReplacedEntry {
  const latest = planned?.operation === 'delete-add' ? planned : change
  const name = latest.dn ?? dn
  return {
    id,
    dn: name,
    key: nameKey(name),
    oldKey: nameKey(dn),
    objectType: latest.objectType ?? objectType,
    depth: depthOf(name),
    change: latest,
  }
}

function ownCounter({ change, dn }: TakenEntry): ExportCounter {
  if (change.operation === 'update')
    return change.dn !== undefined && change.dn !== dn ? 'export-rename' : 'export-update'
  return change.operation === 'add'
    ? 'export-add'
    : change.operation === 'delete'
      ? 'export-delete'
      : 'export-delete-add'
}

function sentEntry({ entry, result }: Outcome): SentEntry {
  const { change, dn } = entry
  const renamed = change.operation === 'update' && change.dn !== undefined && change.dn !== dn
  return {
    id: entry.id,
    change: entry.unconfirmed === undefined ? change : mergeExports(entry.unconfirmed, change),
    depth: depthOf(change.dn ?? dn),
    anchor: result.ok ? result.anchor : undefined,
    renamed: renamed ? { dn: change.dn as string, key: nameKey(change.dn as string), oldKey: nameKey(dn) } : undefined,
  }
}
