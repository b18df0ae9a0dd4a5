import type { Sight } from '../access/visibility.js'
import type { Problem } from '../model/problem.js'

/** A problem as somebody may be told it. Messages say values: of a hidden attribute, and of whatever a rule has read. */
export function seenProblem<Told extends Pick<Problem, 'message' | 'where'>>(
  problem: Told,
  sight: Sight,
  agent: number,
): Told {
  const { attribute, rule } = problem.where ?? {}
  const isSeen = attribute === undefined || (sight.sees(attribute) && !sight.hiddenOf(agent).has(attribute))
  if (sight.whole || (isSeen && rule === undefined)) return problem
  const message = 'What happened is not told, because it may show attributes that are not yours to see.'
  return { ...problem, message, hint: 'Use a key that sees every attribute.' }
}
