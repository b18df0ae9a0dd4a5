import type { Problem } from '../model/problem.js'
import type { RunStatus } from '../model/status.js'

/** Ends the step that throws it, with a status and the problem behind it. What was saved before stays. */
export class RunStopped extends Error {
  readonly status: RunStatus
  readonly problem: Problem
  constructor(status: RunStatus, problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.name = 'RunStopped'
    this.status = status
    this.problem = problem
  }
}
