import type { RunStatus } from '../model/status.js'
import { ERROR_LIMIT } from '../model/step.js'
import { type ReferenceFlowRules, referenceFlowRules } from '../rules/reference-flows.js'
import { listDue } from '../storage/sync/deferred.js'
import { countWork, listWork, type WorkQuery } from '../storage/sync/list-work.js'
import { refreshStatistics } from '../storage/sync/refresh-statistics.js'
import { synchronizedFully } from '../storage/sync/synchronized-fully.js'
import { decideAndCommit } from './decide-and-commit.js'
import { deleteObjects } from './delete-objects.js'
import { createReadAhead, type ReadAhead } from './read-ahead.js'
import { RunStopped } from './run-stopped.js'
import { newTally, type StepContext, saveBatch, saveSized, type Tally } from './step-context.js'

const PAGE = 1_000
/** Objects that are deleted at once when their grace period is over. */
const DUE = 200

interface Synchronization {
  readonly context: StepContext
  readonly tally: Tally
  readonly full: boolean
  readonly flows: ReferenceFlowRules
  /** Entries that wait for a unique value to become free. */
  readonly postponed: Set<number>
  readonly ahead: ReadAhead
}

interface Page {
  readonly ids: readonly number[]
  /** Whether who waits for a unique value to become free has waited enough. */
  readonly last: boolean
  /** Where the next page is to be found. */
  readonly next: WorkQuery | undefined
}

/**
 * Applies the rules to an agent's entries, page by page (domain.md 2.2–2.4): deltas and disconnectors, or everything.
 * Objects that the source deleted come last.
 */
export async function synchronizeStep(context: StepContext): Promise<RunStatus> {
  const full = context.step.definition.type === 'full-synchronization'
  const flows = referenceFlowRules(context.rules)
  const ahead = createReadAhead(context.database)
  const work: Synchronization = { context, tally: newTally(), full, flows, postponed: new Set(), ahead }
  work.tally.total = await countWork(context.database, context.agent.id, full)
  await deleteDue(work)
  await synchronizeAll(work, full ? 'all' : 'changed')
  await synchronizeAll(work, 'deleted')
  await synchronizePostponed(work)
  if (full) await synchronizedFully(context.database, context.agent.id, context.rules.version)
  if (work.tally.errors > 0) return 'completed-sync-errors'
  return work.tally.done === 0 ? 'completed-no-objects' : 'success'
}

async function synchronizeAll(work: Synchronization, kind: WorkQuery['kind']): Promise<void> {
  const { database, agent } = work.context
  const limit = work.context.step.definition.batchSize ?? PAGE
  let pages = 0
  for (let after = 0; ; ) {
    const ids = await listWork(database, { agent: agent.id, kind, after, limit })
    if (ids.length === 0) return
    const next = ids.length < limit ? undefined : { agent: agent.id, kind, after: ids.at(-1) as number, limit }
    await synchronizePage(work, { ids, last: false, next })
    // The planner knows nothing of tables that are just being filled; it is told at growing distances.
    if (ids.length === limit && isPowerOfFour(++pages)) await refreshStatistics(database)
    after = ids.at(-1) as number
  }
}

const isPowerOfFour = (n: number): boolean => Number.isInteger(Math.log2(n) / 2)

/** Objects whose grace period is over. Those that cannot go are tried again by the next step. */
async function deleteDue(work: Synchronization): Promise<void> {
  const { database } = work.context
  const now = Date.now()
  const failed: number[] = []
  for (;;) {
    const due = await listDue(database, now, DUE, failed)
    if (due.length === 0) return
    failed.push(...(await saveBatch(work.context, work.tally, transaction => deleteObjects(transaction, work, due))))
    holdErrorLimit(work)
  }
}

/**
 * A unique value may pass from one object to another within a step: who asked before it was free is asked again at the end,
 * as long as that helps. What is left then has failed.
 */
async function synchronizePostponed(work: Synchronization): Promise<void> {
  for (let last = false; work.postponed.size > 0; ) {
    const ids = [...work.postponed]
    work.postponed.clear()
    for (const page of chunks(ids, PAGE)) await synchronizePage(work, { ids: page, last, next: undefined })
    last ||= work.postponed.size === ids.length
  }
}

const chunks = (ids: readonly number[], size: number): number[][] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size))

async function synchronizePage(work: Synchronization, { ids, last, next }: Page): Promise<void> {
  const { context, tally, ahead } = work
  const { agent } = context
  tally.done += ids.length
  const { rules, step } = context
  const page = {
    rules,
    agent: agent.id,
    step: step.id,
    idSource: context.ids,
    tally,
    full: work.full,
    flows: work.flows,
    ids,
    last,
    ahead: ahead.take(ids),
    decided: () => next && ahead.begin(next),
  }
  const { postponed } = await saveSized(context, { tally, size: ids.length }, async transaction => {
    const done = await decideAndCommit(transaction, page)
    if (next !== undefined) await ahead.settle(done.decision.outcome, done.committed)
    return done
  })
  tally.done -= postponed.length
  for (const id of postponed) work.postponed.add(id)
  holdErrorLimit(work)
}

function holdErrorLimit({ tally, context }: Synchronization): void {
  if (tally.errors < ERROR_LIMIT) return
  throw new RunStopped('stopped-error-limit', {
    code: 'run.error-limit',
    message: `${tally.errors} objects could not be synchronized.`,
    hint: 'Look at the problems of this agent; one rule is usually behind most of them.',
    where: { agent: context.agent.name },
  })
}
