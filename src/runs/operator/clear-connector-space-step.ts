import type { RunStatus } from '../../model/status.js'
import { type ReferenceFlowRules, referenceFlowRules } from '../../rules/reference-flows.js'
import type { RuleSet } from '../../rules/rule-set.js'
import { lockExports } from '../../storage/agent-lock.js'
import type { Transaction } from '../../storage/database.js'
import { forecastClearing } from '../../storage/operator/clearing-forecast.js'
import { emptyConnectorSpace, isLockTimeout } from '../../storage/operator/empty-connector-space.js'
import { listLinked } from '../../storage/operator/linked-entries.js'
import { saveDetails } from '../../storage/runs/save-details.js'
import { saveProblems } from '../../storage/runs/save-problems.js'
import { commitPage } from '../../storage/sync/commit-page.js'
import { deletionRules, withoutProvisioningTo } from '../../sync/clearing.js'
import { operatorAct } from '../../sync/operator.js'
import { countPage } from '../count-page.js'
import { decidePage } from '../decide-page.js'
import { loadPage } from '../load-page.js'
import { RunStopped } from '../run-stopped.js'
import { newTally, saveBatch, type Tally, tick } from '../step-context.js'
import { objectBrake } from './operator-brake.js'
import type { OperatorContext } from './operator-context.js'

const PAGE = 1_000

interface Clearing {
  readonly context: OperatorContext
  readonly tally: Tally
  readonly rules: RuleSet
  readonly flows: ReferenceFlowRules
}

/**
 * Parts every entry of an agent from its object, with recall and deletion rules as ever, and empties the connector space. Whatever
 * interrupts it, the entries that are gone are wholly gone; doing it again goes on.
 */
export async function clearConnectorSpaceStep(context: OperatorContext): Promise<RunStatus> {
  const { database, agent, step } = context
  const forecast = await forecastClearing(database, agent.id, deletionRules(context.rules))
  const { deletedObjects, objects, entries } = forecast
  const by = `Clearing the connector space of ${agent.name}`
  const problem = objectBrake(step.definition, { deleted: deletedObjects, held: objects, by })
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
  const tally = newTally()
  tally.total = entries
  const rules = withoutProvisioningTo(context.rules, agent.id)
  const work: Clearing = { context, tally, rules, flows: referenceFlowRules(context.rules) }
  for (let after = 0; ; ) {
    const ids = await listLinked(database, agent.id, { after, limit: PAGE })
    if (ids.length === 0) break
    tally.done += ids.length
    await saveBatch(context, tally, transaction => clearPage(transaction, work, ids))
    after = ids.at(-1) as number
  }
  // What could not be parted stays, so that nothing is left hanging in the metaverse.
  if (tally.errors > 0) return 'completed-sync-errors'
  await emptyRest(work)
  return 'success'
}

async function clearPage(
  transaction: Transaction,
  { context, tally, rules, flows }: Clearing,
  ids: readonly number[],
): Promise<void> {
  const { agent, step } = context
  await lockExports(transaction, [...new Set([...rules.agents.keys(), agent.id])], 'shared')
  const content = await loadPage(transaction, { agent: agent.id, ids, rules, contested: flows.contested })
  const decision = await decidePage(transaction, {
    rules,
    content,
    ids,
    contested: flows.contested,
    full: false,
    now: Date.now(),
    nextId: context.ids.next,
    reserve: () => context.ids.ensure(transaction, ids.length * (1 + 2 * rules.agents.size)),
    act: (workspace, id) => operatorAct(workspace, id, { kind: 'clear' }),
  })
  const { outcome, failed } = decision
  tally.errors += failed.length
  // Who refers to an entry of this page may be cleared by a later one.
  const keepsReferences = rules.agents.get(agent.id)?.recall === false
  const page = { agent: agent.id, step: step.id, outcome, flows, whole: [], keepsReferences }
  const committed = await commitPage(transaction, page)
  await saveDetails(transaction, step.id, countPage(decision, committed, { tally, rules, agent: agent.id }))
  await saveProblems(transaction, {
    phase: 'synchronization',
    agent: agent.id,
    step: step.id,
    problems: failed.map(({ entry, problem }) => ({ entry, place: '', problem })),
  })
}

async function emptyRest({ context, tally }: Clearing): Promise<void> {
  const { agent } = context
  const rest = (tally.total ?? 0) - tally.done
  tally.done += rest
  tick(tally, 'disconnector-cleared', rest)
  const empty = (fast: boolean): Promise<void> =>
    saveBatch(context, tally, async transaction => {
      await lockExports(transaction, [agent.id], 'exclusive')
      await emptyConnectorSpace(transaction, agent.id, fast)
    })
  try {
    await empty(true)
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    await empty(false)
  }
}
