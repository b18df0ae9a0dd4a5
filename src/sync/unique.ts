import { searchKey } from '../metaverse/keys.js'
import { ProblemError } from '../model/problem.js'
import { type Values, valuesOf } from '../model/value.js'
import type { Scope, UniqueSource } from '../rules/rule-set.js'
import type { WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** How far `n` counts before the hub gives up. */
const LIMIT = 10_000
/** How many candidates are asked about before the ones before them are known to be taken. */
const MOST_AHEAD = 500
/** How far a value that an object has already is looked for among the candidates. */
const OWN = 100

export interface UniqueOccasion {
  readonly object: WorkObject
  readonly attribute: string
  readonly source: UniqueSource
  readonly scope: Scope
}

/**
 * The first candidate that no other object has. An object keeps what it has: always where the rule says so, else as long as it
 * is among the candidates.
 * @throws ProblemError `unique-index-violation` when none is free
 */
export function uniqueValues(
  workspace: Workspace,
  { object, attribute, source, scope }: UniqueOccasion,
): Values | undefined {
  const [held] = valuesOf(object.attributes, attribute)
  const ask = (value: string) => workspace.availability(attribute, searchKey(value), object.id)
  if (held !== undefined && ask(held) !== 'taken' && (source.keep || isCandidate(held, source, scope))) return [held]
  const untried = candidates(source, scope, LIMIT)
  let taken = 0
  for (const value of untried) {
    const availability = ask(value)
    if (availability === 'taken') taken++
    else {
      // Where so many are taken the next ones are, too: they are asked about with it, or each would be a question of its own.
      if (availability === 'unknown') for (const next of first(untried, Math.min(taken, MOST_AHEAD))) ask(next)
      return [value]
    }
  }
  if (candidates(source, scope, 1).next().done) return undefined
  throw new ProblemError({
    code: 'unique-index-violation',
    message: `No candidate for ${attribute} is free, up to n = ${LIMIT}.`,
    hint: 'Let the last candidate of the rule give a different value for every n.',
    where: { attribute },
  })
}

function* first<T>(values: Iterator<T>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const next = values.next()
    if (next.done === true) return
    yield next.value
  }
}

function isCandidate(held: string, source: UniqueSource, scope: Scope): boolean {
  for (const value of candidates(source, scope, OWN)) if (value === held) return true
  return false
}

function* candidates({ candidates: expressions }: UniqueSource, scope: Scope, limit: number): Generator<string> {
  for (const expression of expressions.slice(0, -1)) {
    const [value] = expression.evaluate(scope) ?? []
    if (value !== undefined) yield value
  }
  for (let n = 1; n <= limit; n++) {
    const [value] = expressions.at(-1)?.evaluate({ ...scope, n }) ?? []
    if (value === undefined) return
    yield value
  }
}

/** An attribute value that two objects have although it is unique. */
export interface Violation {
  readonly object: number
  readonly other: number
  readonly attribute: string
  readonly value: string
}

/** Unique values of changed objects that another object has too, once everything is decided. */
export function uniqueViolations(workspace: Workspace, changed: readonly WorkObject[]): Violation[] {
  const unique = [...workspace.rules.metaverse.attributes.values()].filter(attribute => attribute.unique)
  if (unique.length === 0) return []
  return changed.flatMap(object =>
    unique.flatMap(({ name }) =>
      valuesOf(object.attributes, name).flatMap(value => {
        const other = workspace.holder(name, searchKey(value), object.id)
        return other === undefined ? [] : [{ object: object.id, other, attribute: name, value }]
      }),
    ),
  )
}

/** What is told about a {@link Violation}. */
export const violationProblem = ({ attribute, value }: Violation): ProblemError =>
  new ProblemError({
    code: 'unique-index-violation',
    message: `“${value}” is the ${attribute} of another object already.`,
    hint: 'Correct one of the two in its source, or let the attribute be generated with unique candidates.',
    where: { attribute },
  })
