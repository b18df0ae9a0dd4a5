import type { ReferenceFlowRules } from '../rules/reference-flows.js'
import { lockExports } from '../storage/agent-lock.js'
import type { Transaction } from '../storage/database.js'
import { saveDetails } from '../storage/runs/save-details.js'
import { commitPage } from '../storage/sync/commit-page.js'
import { saveDeferred } from '../storage/sync/deferred.js'
import { deleteObject } from '../sync/disconnect.js'
import { outcomeOf } from '../sync/outcome.js'
import { createWorkspace } from '../sync/workspace.js'
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

/** Deletes metaverse objects and deprovisions their connectors, whatever the deletion rules say now: one page. */
export async function deleteObjects(
  transaction: Transaction,
  { context, tally, flows }: Deleting,
  ids: readonly number[],
): Promise<void> {
  const { rules, step, agent } = context
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const { contested } = flows
  const content = await loadPage(transaction, { agent: agent.id, ids: [], objects: ids, rules, contested })
  const workspace = createWorkspace({ ...content, rules, now: Date.now(), full: false, nextId: context.ids.next })
  for (const object of content.objects) deleteObject(workspace, object.id)
  const outcome = outcomeOf(workspace, content, [])
  const committed = await commitPage(transaction, { agent: agent.id, step: step.id, outcome, flows, whole: [] })
  // Also of those that no grace period, or no longer one, makes wait: nobody is to come back to them.
  await saveDeferred(
    transaction,
    ids.map(object => ({ object, deferred: undefined })),
  )
  tick(tally, 'object-deleted', content.objects.length)
  const decision = { workspace, inbound: [], outbound: [], failed: [], outcome }
  await saveDetails(transaction, step.id, [
    ...content.objects.map(({ id }) => ({ counter: 'object-deleted' as const, agent: agent.id, object: id })),
    ...countPage(decision, committed, { tally, rules, agent: agent.id }),
  ])
}
