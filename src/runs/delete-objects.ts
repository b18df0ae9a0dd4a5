import type { ReferenceFlowRules } from '../rules/reference-flows.js'
import { lockExports } from '../storage/agent-lock.js'
import type { Transaction } from '../storage/database.js'
import { saveDetails } from '../storage/runs/save-details.js'
import { clearProblems, saveProblems } from '../storage/runs/save-problems.js'
import { commitPage } from '../storage/sync/commit-page.js'
import { saveDeferred } from '../storage/sync/deferred.js'
import { deleteEach, type FailedDeletion } from '../sync/deletions.js'
import { outcomeOf } from '../sync/outcome.js'
import { createWorkspace, type Workspace } from '../sync/workspace.js'
import { countPage } from './count-page.js'
import { loadPage } from './load-page.js'
import { type StepContext, type Tally, tick } from './step-context.js'

export interface Deleting {
  readonly context: Pick<StepContext, 'rules' | 'ids'> & {
    readonly step: { readonly id: number }
    readonly agent: { readonly id: number }
  }
  readonly tally: Tally
  readonly flows: ReferenceFlowRules
}

/**
 * Deletes metaverse objects and deprovisions their connectors, whatever the deletion rules say now: one page. One that cannot go,
 * because rules in code fail for a connector, stays as it is, and the connector has the problem. Answers those.
 */
export async function deleteObjects(
  transaction: Transaction,
  { context, tally, flows }: Deleting,
  ids: readonly number[],
): Promise<number[]> {
  const { rules, step, agent } = context
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const { contested } = flows
  const content = await loadPage(transaction, { agent: agent.id, ids: [], objects: ids, rules, contested })
  const workspace = createWorkspace({ ...content, rules, now: Date.now(), full: false, nextId: context.ids.next })
  const failed = deleteEach(
    workspace,
    content.objects.map(object => object.id),
  )
  const stay = new Set(failed.map(each => each.object))
  const gone = content.objects.filter(({ id }) => !stay.has(id))
  const outcome = outcomeOf(workspace, content, [])
  const committed = await commitPage(transaction, { agent: agent.id, step: step.id, outcome, flows, whole: [] })
  // Also of those that no grace period, or no longer one, makes wait: nobody is to come back to them.
  await saveDeferred(
    transaction,
    ids.filter(id => !stay.has(id)).map(object => ({ object, deferred: undefined })),
  )
  tick(tally, 'object-deleted', gone.length)
  tick(tally, 'flow-failure', failed.length)
  tally.errors += failed.length
  const decision = { workspace, inbound: [], outbound: [], failed: [], outcome }
  await saveDetails(transaction, step.id, [
    ...gone.map(({ id }) => ({ counter: 'object-deleted' as const, agent: agent.id, object: id })),
    ...countPage(decision, committed, { tally, rules, agent: agent.id }),
    ...failed.map(({ object, entry }) => ({
      counter: 'flow-failure' as const,
      agent: agent.id,
      object,
      dn: workspace.entry(entry).dn,
    })),
  ])
  await noteFailed(transaction, { failed, workspace, step: step.id, healthy: gone.flatMap(object => object.links) })
  return [...stay]
}

interface Noting {
  readonly failed: readonly FailedDeletion[]
  readonly workspace: Workspace
  readonly step: number
  /** Connectors of objects that have gone. */
  readonly healthy: readonly number[]
}

async function noteFailed(transaction: Transaction, { failed, workspace, step, healthy }: Noting): Promise<void> {
  const agentOf = (entry: number): number => workspace.entry(entry).agent
  const phase = 'synchronization' as const
  for (const [agent, problems] of Map.groupBy(failed, each => agentOf(each.entry)))
    await saveProblems(transaction, {
      phase,
      agent,
      step,
      problems: problems.map(({ entry, problem }) => ({ entry, place: '', problem })),
    })
  for (const [agent, entries] of Map.groupBy(healthy, agentOf))
    await clearProblems(transaction, { phase, agent, step, entries })
}
