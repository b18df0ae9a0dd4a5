import type { RunStatus } from '../../model/status.js'
import { type ReferenceFlowRules, referenceFlowRules } from '../../rules/reference-flows.js'
import { lockExports } from '../../storage/agent-lock.js'
import type { Transaction } from '../../storage/database.js'
import { countGhosts, countObjects, pageGhosts } from '../../storage/operator/ghosts.js'
import { saveDetails } from '../../storage/runs/save-details.js'
import { commitPage } from '../../storage/sync/commit-page.js'
import { deletionRules } from '../../sync/clearing.js'
import { deleteObject } from '../../sync/disconnect.js'
import { outcomeOf } from '../../sync/outcome.js'
import { createWorkspace } from '../../sync/workspace.js'
import { countPage } from '../count-page.js'
import { loadPage } from '../load-page.js'
import { RunStopped } from '../run-stopped.js'
import { newTally, saveBatch, type Tally, tick } from '../step-context.js'
import { objectBrake } from './operator-brake.js'
import type { OperatorContext } from './operator-context.js'

const PAGE = 500

/** Deletes the objects that their deletion rules would give up, were they asked now: rules act on events, which may be long past (domain.md 7.3). */
export async function reevaluateDeletionStep(context: OperatorContext): Promise<RunStatus> {
  const { database, rules, step } = context
  const rows = deletionRules(rules, step.definition.metaverseType)
  const total = await countGhosts(database, rows)
  const deletions = { deleted: total, held: await countObjects(database), by: 'The deletion rules' }
  const problem = objectBrake(step.definition, deletions)
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
  const tally = newTally()
  tally.total = total
  const flows = referenceFlowRules(rules)
  for (let after = 0; ; ) {
    const page = await pageGhosts(database, rows, { limit: PAGE, backwards: false, after: [after] })
    const ids = page.rows.map(row => row.id)
    if (ids.length === 0) break
    tally.done += ids.length
    await saveBatch(context, tally, transaction => deletePage(transaction, { context, tally, flows }, ids))
    after = ids.at(-1) as number
  }
  return tally.done === 0 ? 'completed-no-objects' : 'success'
}

interface Reevaluation {
  readonly context: OperatorContext
  readonly tally: Tally
  readonly flows: ReferenceFlowRules
}

async function deletePage(
  transaction: Transaction,
  { context, tally, flows }: Reevaluation,
  ids: readonly number[],
): Promise<void> {
  const { rules, step, agent } = context
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const { contested } = flows
  const content = await loadPage(transaction, { agent: agent.id, ids: [], objects: ids, rules, contested })
  const workspace = createWorkspace({ ...content, rules, now: Date.now(), full: false, nextId: context.ids.next })
  for (const id of ids) deleteObject(workspace, id)
  const outcome = outcomeOf(workspace, content, [])
  const committed = await commitPage(transaction, { agent: agent.id, step: step.id, outcome, flows, whole: [] })
  tick(tally, 'object-deleted', ids.length)
  const decision = { workspace, inbound: [], outbound: [], failed: [], outcome }
  await saveDetails(transaction, step.id, [
    ...ids.map(object => ({ counter: 'object-deleted', agent: agent.id, object })),
    ...countPage(decision, committed, { tally, rules, agent: agent.id }),
  ])
}
