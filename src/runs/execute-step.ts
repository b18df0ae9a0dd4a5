import { type Problem, ProblemError } from '../model/problem.js'
import type { RunStatus } from '../model/status.js'
import type { StepType } from '../model/step.js'
import { Stopped } from '../model/stopped.js'
import { exportStep } from './export-step.js'
import { importStep } from './import-step.js'
import { RunStopped } from './run-stopped.js'
import type { BatchContext, StepContext } from './step-context.js'
import { synchronizeStep } from './synchronize-step.js'

const STEPS: Record<StepType, (context: StepContext) => Promise<RunStatus>> = {
  'full-import': importStep,
  'delta-import': importStep,
  'full-synchronization': synchronizeStep,
  'delta-synchronization': synchronizeStep,
  export: exportStep,
}

/** How a step ended, and why when it did not end well. `bug` is what nobody foresaw; it is logged with its stack. */
export interface StepEnd {
  readonly status: RunStatus
  readonly problem?: Problem
  readonly bug?: unknown
}

/** Runs one step of a run profile to its end. */
export const executeStep = (context: StepContext): Promise<StepEnd> =>
  toItsEnd(context, () => STEPS[context.step.definition.type](context))

/** Runs work to its end. Whatever happens becomes a status and a problem; nothing is thrown. */
export async function toItsEnd(context: BatchContext, work: () => Promise<RunStatus | StepEnd>): Promise<StepEnd> {
  try {
    const end = await work()
    return typeof end === 'string' ? { status: end } : end
  } catch (error) {
    // A connector that was interrupted may say so in any words: the reason is what the interruption says.
    return endOf(context.signal.aborted && context.signal.reason instanceof RunStopped ? context.signal.reason : error)
  }
}

function endOf(error: unknown): StepEnd {
  if (error instanceof Stopped) return { status: error.status, problem: error.problem }
  if (error instanceof ProblemError) return { status: 'stopped-server', problem: error.problem }
  const message = error instanceof Error ? error.message : String(error)
  return {
    status: 'stopped-server',
    problem: {
      code: 'run.unexpected',
      message: `The step failed unexpectedly: ${message}`,
      hint: 'What was saved before stays. The log has the details; starting the run again is safe.',
    },
    bug: error,
  }
}
