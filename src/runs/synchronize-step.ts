import type { RunStatus } from '../model/status.js'
import { ERROR_LIMIT } from '../model/step.js'
import { type ReferenceFlowRules, referenceFlowRules } from '../rules/reference-flows.js'
import { lockExports } from '../storage/agent-lock.js'
import type { Transaction } from '../storage/database.js'
import { loadMarked, settleMarked } from '../storage/resynchronization/settle.js'
import { saveDetails } from '../storage/runs/save-details.js'
import { clearProblems, saveProblems } from '../storage/runs/save-problems.js'
import { commitPage } from '../storage/sync/commit-page.js'
import { listDue } from '../storage/sync/deferred.js'
import { countWork, listWork, type WorkQuery } from '../storage/sync/list-work.js'
import { refreshStatistics } from '../storage/sync/refresh-statistics.js'
import { synchronizedFully } from '../storage/sync/synchronized-fully.js'
import type { Failed } from '../sync/synchronize.js'
import { countPage } from './count-page.js'
import { decidePage } from './decide-page.js'
import { deleteObjects } from './delete-objects.js'
import { loadPage } from './load-page.js'
import { RunStopped } from './run-stopped.js'
import { newTally, type StepContext, saveBatch, type Tally } from './step-context.js'

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
}

/**
 * Applies the rules to an agent's entries, page by page (domain.md 2.2–2.4): deltas and disconnectors, or everything.
 * Objects that the source deleted come last.
 */
export async function synchronizeStep(context: StepContext): Promise<RunStatus> {
  const full = context.step.definition.type === 'full-synchronization'
  const flows = referenceFlowRules(context.rules)
  const work: Synchronization = { context, tally: newTally(), full, flows, postponed: new Set() }
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
    await synchronizePage(work, ids)
    // The planner knows nothing of tables that are just being filled; it is told at growing distances.
    if (ids.length === limit && isPowerOfFour(++pages)) await refreshStatistics(database)
    after = ids.at(-1) as number
  }
}

const isPowerOfFour = (n: number): boolean => Number.isInteger(Math.log2(n) / 2)

/** Objects whose grace period is over. */
async function deleteDue(work: Synchronization): Promise<void> {
  const { database } = work.context
  const now = Date.now()
  for (;;) {
    const due = await listDue(database, now, DUE)
    if (due.length === 0) return
    await saveBatch(work.context, work.tally, transaction => deleteObjects(transaction, work, due))
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
    for (const page of chunks(ids, PAGE)) await synchronizePage(work, page, last)
    last ||= work.postponed.size === ids.length
  }
}

const chunks = (ids: readonly number[], size: number): number[][] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size))

async function synchronizePage(work: Synchronization, ids: readonly number[], last = false): Promise<void> {
  const { context, tally } = work
  const { agent } = context
  tally.done += ids.length
  const postponed = await saveBatch(context, tally, transaction => decideAndCommit(transaction, work, { ids, last }))
  tally.done -= postponed.length
  for (const id of postponed) work.postponed.add(id)
  if (tally.errors >= ERROR_LIMIT) {
    throw new RunStopped('stopped-error-limit', {
      code: 'run.error-limit',
      message: `${tally.errors} objects could not be synchronized.`,
      hint: 'Look at the problems of this agent; one rule is usually behind most of them.',
      where: { agent: agent.name },
    })
  }
}

/** One transaction: nobody may send or confirm what this page decides about, between its reading and its writing. */
async function decideAndCommit(
  transaction: Transaction,
  { context, tally, full, flows }: Synchronization,
  { ids, last }: { readonly ids: readonly number[]; readonly last: boolean },
): Promise<number[]> {
  const { rules, step } = context
  const agent = context.agent.id
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const content = await loadPage(transaction, { agent, ids, rules, contested: flows.contested })
  const marked = full ? new Set<number>() : await loadMarked(transaction, ids)
  const decision = await decidePage(transaction, {
    rules,
    content,
    ids,
    full,
    whole: marked,
    contested: flows.contested,
    now: Date.now(),
    nextId: context.ids.next,
    reserve: () => context.ids.ensure(ids.length * (1 + 2 * rules.agents.size)),
  })
  const { outcome } = decision
  const waits = (failure: Failed): boolean => !last && failure.problem.code === 'unique-index-violation'
  const postponed = decision.failed.filter(waits).map(failure => failure.entry)
  const failed = decision.failed.filter(failure => !waits(failure))
  const added = new Set(
    content.entries.filter(entry => entry.pending === 'add' || entry.pending === 'delete-add').map(entry => entry.id),
  )
  const whole = outcome.synchronized.filter(id => full || added.has(id) || marked.has(id))
  const committed = await commitPage(transaction, { agent, step: step.id, outcome, flows, whole })
  await settleMarked(transaction, { agent, entries: outcome.synchronized, version: rules.version })
  await saveDetails(transaction, step.id, countPage({ ...decision, failed }, committed, { tally, rules, agent }))
  const place = { phase: 'synchronization' as const, agent, step: step.id }
  await saveProblems(transaction, {
    ...place,
    problems: failed.map(({ entry, problem }) => ({ entry, place: '', problem })),
  })
  await clearProblems(transaction, { ...place, entries: outcome.synchronized })
  return postponed
}
