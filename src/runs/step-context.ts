import type { Connector, TraceEvent } from '../connectors/connector.js'
import { type Counter, type Counters, count } from '../model/counter.js'
import type { RecordedStep, StepDefinition } from '../model/step.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Database, Transaction } from '../storage/database.js'
import type { IdSource } from '../storage/ids.js'
import type { Lease } from '../storage/lease.js'
import { fenceRun, saveProgress } from '../storage/runs/save-progress.js'
import type { Checkpoint } from './delta-place.js'
import { cancelled, takenOver } from './interruptions.js'

/** An agent as a step needs it: secrets resolved, defaults filled in. */
export interface RunAgent {
  readonly id: number
  readonly name: string
  readonly connector: Connector
  readonly settings: unknown
  /** Where relative paths of the settings begin. */
  readonly folder: string
  /** Told of every request to the source. */
  readonly trace?: (event: TraceEvent) => void
}

/** What every step of a run works with, whether it speaks to a source or not. */
export interface BatchContext {
  readonly database: Database
  readonly ids: IdSource
  readonly rules: RuleSet
  readonly run: number
  readonly step: { readonly id: number; readonly number: number; readonly definition: RecordedStep }
  readonly lease: Lease
  readonly signal: AbortSignal
  /** Called after every saved batch; throttles by itself. */
  readonly report: (tally: Tally) => void
}

/** Everything one step of a run profile works with. */
export interface StepContext extends BatchContext {
  readonly agent: RunAgent
  readonly step: { readonly id: number; readonly number: number; readonly definition: StepDefinition }
}

/** What a step has done so far. */
export interface Tally {
  readonly counters: Counters
  done: number
  total: number | undefined
  errors: number
  /** Where a delta import goes on should it be interrupted. */
  checkpoint?: Checkpoint | undefined
  readonly startedAt: number
}

export const newTally = (): Tally => ({
  counters: {},
  done: 0,
  total: undefined,
  errors: 0,
  startedAt: performance.now(),
})

export const tick = (tally: Tally, counter: Counter, by = 1): void => count(tally.counters, counter, by)

export const rateOf = (tally: Tally): number =>
  Math.round(tally.done / Math.max(0.001, (performance.now() - tally.startedAt) / 1000))

export const progressOf = (tally: Tally) => ({ done: tally.done, total: tally.total, rate: rateOf(tally) })

/** Up to so many rows a batch is small. */
const SMALL = 100

type Save<T> = (transaction: Transaction) => Promise<T>

/**
 * Saves one batch: fence, the batch itself, the counters that count it; all or nothing.
 * @throws RunStopped when an operator cancelled the run or another worker took it over.
 */
export const saveBatch = <T>(context: BatchContext, tally: Tally, save: Save<T>): Promise<T> =>
  saveSized(context, { tally, size: Number.POSITIVE_INFINITY }, save)

/** The same of a batch that may be small. @param size how many rows it is about */
export async function saveSized<T>(
  context: BatchContext,
  { tally, size }: { readonly tally: Tally; readonly size: number },
  save: Save<T>,
): Promise<T> {
  const inTransaction: Save<T> = async transaction => {
    await holdFence(transaction, context)
    const saved = await save(transaction)
    await saveProgress(transaction, context.lease, {
      step: context.step.id,
      counters: tally.counters,
      progress: { ...progressOf(tally), checkpoint: tally.checkpoint },
    })
    return saved
  }
  const result = await context.database.transaction(inTransaction, size <= SMALL ? 'small' : 'any')
  context.report(tally)
  return result
}

async function holdFence(transaction: Transaction, context: BatchContext): Promise<void> {
  const fence = await fenceRun(transaction, context.lease, context.run)
  if (!fence.held) throw takenOver()
  if (fence.cancelled) throw cancelled()
  if (context.signal.aborted) throw context.signal.reason
}
