import { type Problem, ProblemError } from '../model/problem.js'
import type { Locate, Part, Path } from './place.js'

/** Something wrong at a place of the document. */
export interface Finding {
  readonly path: Path
  readonly message: string
  readonly hint?: string | undefined
  readonly part?: Part
}

/** Gathers what a check finds, so that all of it is told at once. */
export interface Report {
  readonly problems: Problem[]
  /** Worth knowing, but no reason to refuse the document. */
  readonly warnings: Problem[]
  readonly locate: Locate
  error(finding: Finding): void
  warn(finding: Finding): void
  /** Runs the compilation of a text; what it throws becomes a problem at its place within the text. */
  attempt<T>(path: Path, text: string, work: () => T): T | undefined
}

export function newReport(locate: Locate): Report {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const problemOf = ({ path, message, hint, part }: Finding): Problem => ({
    code: 'configuration.invalid',
    message,
    ...(hint && { hint }),
    where: locate(path, part),
  })
  return {
    problems,
    warnings,
    locate,
    error: finding => void problems.push(problemOf(finding)),
    warn: finding => void warnings.push(problemOf(finding)),
    attempt(path, text, work) {
      try {
        return work()
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        const { line = 1, column = 1 } = error.problem.where ?? {}
        problems.push({ ...error.problem, where: locate(path, 'value', offsetOf(text, line, column)) })
        return undefined
      }
    },
  }
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((length, each) => length + each.length + 1, 0) + column - 1
}
