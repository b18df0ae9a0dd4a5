import { type Problem, ProblemError } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import { referenceFlowRules } from '../../rules/reference-flows.js'
import type { Transaction } from '../../storage/database.js'
import { countObjects } from '../../storage/operator/ghosts.js'
import { saveDetails } from '../../storage/runs/save-details.js'
import {
  forgetUndone,
  noteObjects,
  pageConflicts,
  pageUndoObjects,
  type UndoFound,
} from '../../storage/undo/undo-objects.js'
import type { StepEnd } from '../execute-step.js'
import { objectBrake } from '../operator/operator-brake.js'
import type { OperatorContext } from '../operator/operator-context.js'
import { RunStopped } from '../run-stopped.js'
import { newTally, saveBatch } from '../step-context.js'
import { countObject } from './count-undone.js'
import { type Undoing, undoPage, undoPageReferences } from './undo-page.js'
import { undoableRun } from './undoable.js'

const PAGE = 1_000
/** So many objects that failed are told one by one. */
const TOLD = 10

/**
 * Puts the metaverse objects that a run changed, and nobody since, back as they were before it, page by page; what is to be exported
 * follows under the rules in force. Broken off, it has put some back; doing it again goes on.
 */
export async function undoStep(context: OperatorContext): Promise<RunStatus | StepEnd> {
  const { database, rules, step } = context
  const { run, plan } = step.definition
  const undone = await undoableRun(database, run ?? 0)
  const work = { step: step.id, run: undone.id, steps: undone.steps }
  const found = await database.transaction(transaction => noteObjects(transaction, work, rules.version))
  if (plan !== undefined && plan !== found.digest) throw planChanged()
  await refuseTooMany(context, found, `${undone.agent.name} run ${undone.number}`)
  const tally = newTally()
  tally.total = found.objects
  const undoing: Undoing = { context, work, tally, flows: referenceFlowRules(rules) }
  const failed: Problem[] = []
  await forEachPage(undoing, pageUndoObjects, async (transaction, ids) => {
    tally.done += ids.length
    const problems = await undoPage(transaction, undoing, ids)
    tally.errors += problems.length
    failed.push(...problems.slice(0, TOLD - failed.length))
  })
  await forEachPage(undoing, pageUndoObjects, (transaction, ids) => undoPageReferences(transaction, undoing, ids))
  await forEachPage(undoing, pageConflicts, (transaction, ids) => countConflicts(transaction, undoing, ids))
  await forgetUndone(database, step.id)
  if (tally.errors > 0) return { status: 'completed-sync-errors', problem: incomplete(tally.errors, failed) }
  return found.objects === found.conflicts ? 'completed-no-objects' : 'success'
}

async function refuseTooMany({ database, step }: OperatorContext, found: UndoFound, run: string): Promise<void> {
  const { deletions: deleted } = found
  const held = await countObjects(database)
  const problem = objectBrake(step.definition, { deleted, held, by: `Undoing ${run}` })
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
}

type Paging = typeof pageUndoObjects

async function forEachPage(
  { context, tally }: Undoing,
  paging: Paging,
  save: (transaction: Transaction, ids: readonly number[]) => Promise<void>,
): Promise<void> {
  for (let after = 0; ; ) {
    const ids = await paging(context.database, context.step.id, { after, limit: PAGE })
    if (ids.length === 0) return
    await saveBatch(context, tally, transaction => save(transaction, ids))
    after = ids.at(-1) as number
  }
}

async function countConflicts(transaction: Transaction, { context, tally }: Undoing, ids: readonly number[]) {
  tally.done += ids.length
  const agent = context.agent.id
  const details = ids.map(object => countObject('object-left-alone', object, { tally, agent }))
  await saveDetails(transaction, context.step.id, details)
}

const planChanged = (): ProblemError =>
  new ProblemError({
    code: 'undo.plan-changed',
    message: 'What would be undone, or the configuration, has changed since it was planned. Nothing was changed.',
    hint: 'Plan it again, look at it, and undo with the new plan.',
  })

function incomplete(count: number, failed: readonly Problem[]): Problem {
  const told = failed.map(({ message, where }) => (where?.dn === undefined ? message : `${where.dn}: ${message}`))
  const [first] = failed
  return {
    code: 'undo.incomplete',
    message: `${count} objects could not be put back: ${told.join(' ')}${count > told.length ? ' …' : ''}`,
    hint: `${first?.hint ?? 'Deal with the reasons.'} Undoing the run once more goes on with them.`,
  }
}
