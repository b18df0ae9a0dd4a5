import type { RunStatus } from '../model/status.js'
import { ERROR_LIMIT } from '../model/step.js'
import { type ReferenceFlowRules, referenceFlowRules } from '../rules/reference-flows.js'
import { lockExports } from '../storage/agent-lock.js'
import type { Transaction } from '../storage/database.js'
import { saveDetails } from '../storage/runs/save-details.js'
import { clearProblems, saveProblems } from '../storage/runs/save-problems.js'
import { commitPage } from '../storage/sync/commit-page.js'
import { countWork, listWork, type WorkQuery } from '../storage/sync/list-work.js'
import { refreshStatistics } from '../storage/sync/refresh-statistics.js'
import { synchronizedFully } from '../storage/sync/synchronized-fully.js'
import { countPage } from './count-page.js'
import { decidePage } from './decide-page.js'
import { loadPage } from './load-page.js'
import { RunStopped } from './run-stopped.js'
import { newTally, type StepContext, saveBatch, type Tally } from './step-context.js'

const PAGE = 1_000

interface Synchronization {
  readonly context: StepContext
  readonly tally: Tally
  readonly full: boolean
  readonly flows: ReferenceFlowRules
}

/**
 * Applies the rules to an agent's entries, page by page (domain.md 2.2–2.4): deltas and disconnectors, or everything.
 * Objects that the source deleted come last.
 */
export async function synchronizeStep(context: StepContext): Promise<RunStatus> {
  const full = context.step.definition.type === 'full-synchronization'
  const work: Synchronization = { context, tally: newTally(), full, flows: referenceFlowRules(context.rules) }
  work.tally.total = await countWork(context.database, context.agent.id, full)
  await synchronizeAll(work, full ? 'all' : 'changed')
  await synchronizeAll(work, 'deleted')
  if (full) await synchronizedFully(context.database, context.agent.id)
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

async function synchronizePage(work: Synchronization, ids: readonly number[]): Promise<void> {
  const { context, tally } = work
  const { agent } = context
  tally.done += ids.length
  await saveBatch(context, tally, transaction => decideAndCommit(transaction, work, ids))
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
  ids: readonly number[],
): Promise<void> {
  const { rules, step } = context
  const agent = context.agent.id
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const content = await loadPage(transaction, { agent, ids, rules, contested: flows.contested })
  const decision = await decidePage(transaction, {
    rules,
    content,
    ids,
    full,
    now: Date.now(),
    nextId: context.ids.next,
    reserve: () => context.ids.ensure(ids.length * (1 + 2 * rules.agents.size)),
  })
  const { outcome, failed } = decision
  const added = new Set(
    content.entries.filter(entry => entry.pending === 'add' || entry.pending === 'delete-add').map(entry => entry.id),
  )
  const whole = outcome.synchronized.filter(id => full || added.has(id))
  const committed = await commitPage(transaction, { agent, step: step.id, outcome, flows, whole })
  await saveDetails(transaction, step.id, countPage(decision, committed, { tally, rules, agent }))
  const place = { phase: 'synchronization' as const, agent, step: step.id }
  await saveProblems(transaction, {
    ...place,
    problems: failed.map(({ entry, problem }) => ({ entry, place: '', problem })),
  })
  await clearProblems(transaction, { ...place, entries: outcome.synchronized })
}
