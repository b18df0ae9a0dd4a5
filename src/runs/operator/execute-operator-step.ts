import { invariant } from '../../model/invariant.js'
import type { RunStatus } from '../../model/status.js'
import type { OperatorActionName } from '../../model/step.js'
import { type StepEnd, toItsEnd } from '../execute-step.js'
import { undoStep } from '../undo/undo-step.js'
import { clearConnectorSpaceStep } from './clear-connector-space-step.js'
import type { OperatorContext } from './operator-context.js'
import { reevaluateDeletionStep } from './reevaluate-deletion-step.js'

/** What takes its time is queued and executed like any run; everything else is done at once. */
const QUEUED: Partial<Record<OperatorActionName, (context: OperatorContext) => Promise<RunStatus | StepEnd>>> = {
  'clear-connector-space': clearConnectorSpaceStep,
  're-evaluate-deletion-rules': reevaluateDeletionStep,
  undo: undoStep,
}

export function executeOperatorStep(context: OperatorContext): Promise<StepEnd> {
  return toItsEnd(context, () => {
    const step = QUEUED[context.step.definition.action]
    invariant(step !== undefined, `${context.step.definition.action} is queued`)
    return step(context)
  })
}
