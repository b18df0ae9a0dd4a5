import type { Problem } from './problem.js'
import type { RunStatus } from './status.js'

/** Ends the step that throws it, with a status and a problem that names the cause and the remedy. What was saved before stays. */
export class Stopped extends Error {
  readonly status: RunStatus
  readonly problem: Problem
  constructor(status: RunStatus, problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.name = new.target.name
    this.status = status
    this.problem = problem
  }
}
