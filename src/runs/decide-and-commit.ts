import type { ReferenceFlowRules } from '../rules/reference-flows.js'
import type { RuleSet } from '../rules/rule-set.js'
import { lockExports } from '../storage/agent-lock.js'
import type { Transaction } from '../storage/database.js'
import type { IdSource } from '../storage/ids.js'
import { loadMarked, settleMarked } from '../storage/resynchronization/settle.js'
import { saveDetails } from '../storage/runs/save-details.js'
import { clearProblems, saveProblems } from '../storage/runs/save-problems.js'
import { commitPage } from '../storage/sync/commit-page.js'
import type { Committed } from '../storage/sync/page-commit.js'
import type { Failed } from '../sync/synchronize.js'
import type { Trace } from '../sync/trace.js'
import type { WorkEntry } from '../sync/work.js'
import { countPage } from './count-page.js'
import { decidePage, type PageDecision } from './decide-page.js'
import { loadPage, type PageContent } from './load-page.js'
import type { Tally } from './step-context.js'

export interface PageWork {
  readonly rules: RuleSet
  readonly agent: number
  readonly step: number
  readonly idSource: IdSource
  readonly tally: Tally
  readonly full: boolean
  readonly flows: ReferenceFlowRules
  readonly ids: readonly number[]
  /** Whether who waits for a unique value to become free has waited enough. */
  readonly last: boolean
  readonly trace?: Trace
  /** Entries of the page that were read before. */
  readonly ahead?: ReadonlyMap<number, WorkEntry>
  /** Called when the page is decided, before it is written. */
  readonly decided?: () => void
}

export interface DonePage {
  readonly content: PageContent
  readonly decision: PageDecision
  readonly committed: Committed
  /** Entries that wait for a unique value to become free. */
  readonly postponed: readonly number[]
}

const NONE: ReadonlySet<number> = new Set()

/** One transaction: nobody may send or confirm what this page decides about, between its reading and its writing. */
export async function decideAndCommit(transaction: Transaction, work: PageWork): Promise<DonePage> {
  const { rules, agent, step, ids, full, flows, tally, last } = work
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const content = await loadPage(transaction, {
    agent,
    ids,
    rules,
    contested: flows.contested,
    ...(work.ahead === undefined ? {} : { ahead: work.ahead }),
  })
  const marked = await loadMarked(transaction, ids)
  const decision = await decidePage(transaction, {
    rules,
    content,
    ids,
    full,
    whole: full ? NONE : marked,
    contested: flows.contested,
    now: Date.now(),
    nextId: work.idSource.next,
    // On this very connection: whoever holds one and waits for another may wait for ever.
    reserve: () => work.idSource.ensure(transaction, ids.length * (1 + 2 * rules.agents.size)),
    trace: work.trace,
  })
  work.decided?.()
  const { outcome } = decision
  const waits = (failure: Failed): boolean => !last && failure.problem.code === 'unique-index-violation'
  const postponed = decision.failed.filter(waits).map(failure => failure.entry)
  const failed = decision.failed.filter(failure => !waits(failure))
  const added = new Set(
    content.entries.filter(entry => entry.pending === 'add' || entry.pending === 'delete-add').map(entry => entry.id),
  )
  const whole = outcome.synchronized.filter(id => full || added.has(id) || marked.has(id))
  const committed = await commitPage(transaction, {
    agent,
    step,
    outcome,
    flows,
    whole,
    marked: outcome.synchronized.filter(id => full || marked.has(id)),
  })
  await settleMarked(transaction, { agent, entries: outcome.synchronized, version: rules.version })
  await saveDetails(transaction, step, countPage({ ...decision, failed }, committed, { tally, rules, agent }))
  const place = { phase: 'synchronization' as const, agent, step }
  await saveProblems(transaction, {
    ...place,
    problems: failed.map(({ entry, problem }) => ({ entry, place: '', problem })),
  })
  await clearProblems(transaction, { ...place, entries: outcome.synchronized })
  return { content, decision, committed, postponed }
}
