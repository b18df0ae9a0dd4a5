import { OPERATOR_ACTION } from '../../model/step.js'
import { brakes, queueStep } from '../operator/queue-action.js'
import type { QueueContext } from '../start-run.js'
import { undoableRun } from './undoable.js'

export interface UndoRequest {
  /** The run to undo. */
  readonly run: number
  /** The digest of a plan; when something else is found by then, nothing is undone. Undefined: whatever is found. */
  readonly plan?: string | undefined
  /** How many metaverse objects may be deleted; undefined: as many as the agent's brakes allow. */
  readonly acceptDeletions?: number | undefined
  readonly requestedBy: string
}

/**
 * Queues that a run is undone, as a run of its own, of the same agent.
 * @throws ProblemError `request.not-found`, `undo.impossible`, `history.not-kept`
 */
export async function queueUndo({ database, queue }: QueueContext, request: UndoRequest) {
  const { plan, acceptDeletions, requestedBy } = request
  return database.transaction(async transaction => {
    const { id, agent, guard } = await undoableRun(transaction, request.run)
    const run = await queueStep(transaction, agent, {
      requestedBy,
      step: {
        ...guard,
        ...brakes(acceptDeletions),
        type: OPERATOR_ACTION,
        action: 'undo',
        run: id,
        ...(plan === undefined ? {} : { plan }),
      },
    })
    await queue.send(run, transaction)
    return { run }
  })
}
