import { ConfigurationError } from '../configuration/configuration-error.js'
import { type Problem, type ProblemCode, ProblemError } from '../model/problem.js'
import { isDatabaseFailure, unreachable } from './database-problem.js'
import type { Exit } from './exit-codes.js'
import { printProblem } from './print-problem.js'
import type { Screen } from './screen.js'
import { AddressError } from './serve-graph.js'

/** Tells what went wrong and answers how to end. Only a fault of the program itself shows a stack. */
export function reportFailure(screen: Screen, error: unknown): Exit {
  const problems = problemsOf(error)
  if (problems === undefined) {
    screen.note(`${screen.paintNote('red', 'error')}: this should not happen: ${stackOf(error)}`)
    if (screen.json) screen.object({ error: { message: String(error) } })
    return 'unexpected'
  }
  for (const problem of problems) printProblem(screen, problem)
  if (screen.json) screen.object({ problems })
  return error instanceof AddressError ? 'address' : exitOf(problems[0]?.code)
}

function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (error instanceof ConfigurationError) return error.problems
  if (error instanceof ProblemError) return [error.problem]
  return isDatabaseFailure(error) ? [unreachable(error)] : undefined
}

function exitOf(code: ProblemCode | undefined): Exit {
  if (code === undefined) return 'unexpected'
  if (code === 'storage.unavailable') return 'database'
  if (code.startsWith('configuration.')) return 'configuration'
  return code.startsWith('request.') || code.startsWith('access.') ? 'usage' : 'stopped'
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
