import { ProblemError } from '../../model/problem.js'
import type { Session } from '../../storage/database.js'
import { findUndoable, type UndoableRun } from '../../storage/undo/undoable-run.js'

/**
 * The run, if it can be undone.
 * @throws ProblemError `request.not-found`, `undo.impossible`, `history.not-kept`
 */
export async function undoableRun(session: Session, id: number): Promise<UndoableRun> {
  const run = await findUndoable(session, id)
  if (run === undefined)
    throw new ProblemError({
      code: 'request.not-found',
      message: `There is no run ${id}.`,
      hint: 'It may have been forgotten: what runs leave behind can be cleared.',
      about: 'run',
    })
  const name = `Run ${run.number} of ${run.agent.name} (${run.profile})`
  if (!run.ended) throw impossible(`${name} has not ended.`, 'Wait for it, or cancel it.')
  if (run.steps.length === 0) throw impossible(`${name} did not synchronize.`, insteadOf(run))
  if (!run.kept)
    throw new ProblemError({
      code: 'history.not-kept',
      message: `${name} changed what is no longer known: the history of that time was cleared.`,
      hint: 'Repair the sources or the rules, and synchronize fully.',
    })
  return run
}

function insteadOf({ types }: UndoableRun): string {
  if (types.includes('export'))
    return 'What was exported is undone by undoing the synchronization that wanted it, and exporting again.'
  if (types.some(type => type.endsWith('import')))
    return 'An import only shows what is in the source: correct the source and import again, or undo the synchronization that followed.'
  return 'There is nothing to undo.'
}

const impossible = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'undo.impossible', message, hint })
