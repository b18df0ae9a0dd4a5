import { type Problem, ProblemError } from '../model/problem.js'

/** A configuration that cannot be used, with everything that is wrong with it. `problem` is the first. */
export class ConfigurationError extends ProblemError {
  readonly problems: readonly Problem[]
  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems[0])
    this.name = 'ConfigurationError'
    this.problems = problems
    if (problems.length > 1) this.message = `${problems[0].message} (and ${problems.length - 1} more)`
  }
}

/** Throws when there are problems. */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...others] = problems
  if (first) throw new ConfigurationError([first, ...others])
}
