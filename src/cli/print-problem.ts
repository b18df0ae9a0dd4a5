import type { Problem, ProblemPlace } from '../model/problem.js'
import type { Screen } from './screen.js'

/** Prints a problem for people: what, where, and what to do about it. */
export function printProblem(screen: Screen, problem: Problem, kind: 'error' | 'warning' = 'error'): void {
  const known = placeText(problem.where)
  const place = problem.message.startsWith(known) ? '' : known
  const label = screen.paintNote(kind === 'error' ? 'red' : 'yellow', kind)
  screen.note(
    `${label}: ${place === '' ? '' : `${place}: `}${problem.message} ${screen.paintNote('dim', `[${problem.code}]`)}`,
  )
  if (problem.hint !== undefined) screen.note(`  ${problem.hint}`)
}

/** `file:line:column`, which editors understand, or whatever else is known of the place. */
export function placeText(where: ProblemPlace | undefined): string {
  if (where === undefined) return ''
  const { file, line, column, path, agent, dn, anchor, attribute, rule } = where
  const inFile = [file, line, column].filter(part => part !== undefined).join(':')
  const named = { path, agent, dn, anchor: dn === undefined ? anchor : undefined, attribute, rule }
  const rest = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [name === 'path' ? value : `${name} ${value}`],
  )
  return [inFile, ...rest].filter(part => part !== '').join(' ')
}
