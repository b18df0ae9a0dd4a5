import { type Problem, ProblemError } from '../../model/problem.js'

/** A place in a file. Line and column count from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Where a syntax error stands: Node writes file and line, source lines and carets before the error's own text. */
export function syntaxPlace(error: unknown, file: string): SourcePlace {
  const [head = '', ...lines] = String((error as Error | undefined)?.stack ?? '').split('\n')
  const carets = lines.find(text => /^\s*\^+\s*$/.test(text)) ?? ''
  const line = Number(/:(\d+)$/.exec(head)?.[1] ?? 1)
  return { file, line, column: Math.max(0, carets.indexOf('^')) + 1 }
}

export const syntaxProblem = (place: SourcePlace, message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'configuration.syntax', message, hint, where: { ...place } } satisfies Problem)
