import type { Problem } from '../../model/problem.js'
import type { ReferenceFlowRules } from '../../rules/reference-flows.js'
import { lockExports } from '../../storage/agent-lock.js'
import type { Transaction } from '../../storage/database.js'
import { saveDetails } from '../../storage/runs/save-details.js'
import { commitPage } from '../../storage/sync/commit-page.js'
import { noteFailed, type UndoWork } from '../../storage/undo/undo-objects.js'
import { outcomeOf } from '../../sync/outcome.js'
import { undoObject } from '../../sync/undo/undo-object.js'
import type { Undone, UndoneObject } from '../../sync/undo/undone.js'
import { createWorkspace, type Workspace } from '../../sync/workspace.js'
import { countOutbound } from '../count-page.js'
import { decidePage } from '../decide-page.js'
import type { OperatorContext } from '../operator/operator-context.js'
import type { Tally } from '../step-context.js'
import { countObject, countUndone } from './count-undone.js'
import { loadUndoPage } from './load-undo-page.js'

export interface Undoing {
  readonly context: OperatorContext
  readonly work: UndoWork
  readonly tally: Tally
  readonly flows: ReferenceFlowRules
}

/** Puts one page of objects back, all but their references, and lets outbound synchronization follow. Answers what failed. */
export async function undoPage(
  transaction: Transaction,
  undoing: Undoing,
  ids: readonly number[],
): Promise<readonly Problem[]> {
  const { context, work, flows, tally } = undoing
  const { rules, agent, step } = context
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const { content, undone } = await loadUndoPage(transaction, { work, flows, ids })
  const results = new Map<number, Undone>()
  // Ids of objects and of entries come from one source: an object's stands for no entry.
  const objects = undone.map(object => object.id)
  const decision = await decidePage(transaction, {
    rules,
    content,
    ids: objects,
    contested: flows.contested,
    full: false,
    now: Date.now(),
    nextId: context.ids.next,
    reserve: () => context.ids.ensure(transaction, objects.length * (1 + 2 * rules.agents.size)),
    act: actOn(undone, results),
  })
  const outcome = { ...decision.outcome, synchronized: [], moved: [] }
  const committed = await commitPage(transaction, { agent: agent.id, step: step.id, outcome, flows, whole: [] })
  const failed = decision.failed.map(({ entry, problem }) => ({ object: entry, problem }))
  for (const { object } of failed) results.delete(object)
  await noteFailed(transaction, step.id, failed)
  await saveDetails(transaction, step.id, [
    ...[...results.values()].flatMap(result => countUndone(result, { tally, agent: agent.id })),
    ...failed.map(({ object }) => countObject('undo-failure', object, { tally, agent: agent.id })),
    ...countOutbound(decision, committed, { tally, rules, agent: agent.id }),
  ])
  return decision.failed.map(failure => failure.problem)
}

/** Puts references of one page of objects back: whatever they refer to is there again by now. */
export async function undoPageReferences(
  transaction: Transaction,
  { context, work, flows, tally }: Undoing,
  ids: readonly number[],
): Promise<void> {
  const { rules, agent, step } = context
  await lockExports(transaction, [...rules.agents.keys()], 'shared')
  const nothing = { entries: [], objects: [] }
  const workspace = createWorkspace({ ...nothing, rules, now: Date.now(), full: false, nextId: context.ids.next })
  const outcome = outcomeOf(workspace, nothing, [])
  const past = { objects: ids, steps: work.steps }
  const committed = await commitPage(transaction, { agent: agent.id, step: step.id, outcome, flows, whole: [], past })
  await saveDetails(transaction, step.id, [
    ...[...committed.changedObjects.keys()].map(object =>
      countObject('references-changed-back', object, { tally, agent: agent.id }),
    ),
    ...countOutbound({ outbound: [], workspace }, committed, { tally, rules, agent: agent.id }),
  ])
}

const actOn = (undone: readonly UndoneObject[], results: Map<number, Undone>) => {
  const byId = new Map(undone.map(object => [object.id, object]))
  const free = new Set(undone.flatMap(object => object.made.map(link => link.entry)))
  return (workspace: Workspace, id: number) => {
    const object = byId.get(id) as UndoneObject
    const holders = object.broken.flatMap(link => workspace.entries.get(link.entry)?.link?.object ?? [])
    const result = undoObject(workspace, object, free)
    results.set(id, result)
    const concerned = new Set([id, ...holders])
    const objects = [...concerned].filter(each => workspace.objects.has(each))
    return { entry: id, situation: 'connected' as const, flowed: false, objects }
  }
}
