import { searchKey } from '../../metaverse/keys.js'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import { ProblemError } from '../../model/problem.js'
import type { Condition, TextPlace, ValueTest } from '../../storage/read/graph/plan.js'

/** A comparison input as it was given. */
export type Tests = Readonly<Record<string, unknown>>

const PLACES: Readonly<Record<string, TextPlace>> = { startsWith: 'start', contains: 'inside', endsWith: 'end' }
const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** The conditions of a comparison input. @throws ProblemError `request.invalid` */
export function valueCondition(attribute: MetaverseAttribute, tests: Tests): Condition[] {
  const test = (each: ValueTest): Condition => ({ kind: 'value', attribute, test: each })
  return Object.entries(tests).flatMap(([name, given]): Condition[] => {
    if (given === null || given === undefined) return []
    const place = PLACES[name.replace(/IgnoreCase$/, '')]
    if (place !== undefined) return [test(textTest(place, textOf(given), name.endsWith('IgnoreCase')))]
    if (name in OPERATORS)
      return [test({ kind: 'compare', operator: OPERATORS[name as keyof typeof OPERATORS], value: textOf(given) })]
    switch (name) {
      case 'eq':
        return [test(equals([given]))]
      case 'in':
        return [test(equals(given as unknown[]))]
      case 'neq':
        return [{ kind: 'not', condition: test(equals([given])) }]
      case 'nin':
        return [{ kind: 'not', condition: test(equals(given as unknown[])) }]
      case 'eqIgnoreCase':
        return [test({ kind: 'equals-key', keys: [searchKey(textOf(given))] })]
      case 'inIgnoreCase':
        return [test({ kind: 'equals-key', keys: (given as unknown[]).map(each => searchKey(textOf(each))) })]
      default: {
        const present = test({ kind: 'present' })
        return [given === true ? present : { kind: 'not', condition: present }]
      }
    }
  })
}

function equals(given: readonly unknown[]): ValueTest {
  const values = given.map(textOf)
  return { kind: 'equals', values, keys: values.map(searchKey) }
}

function textTest(where: TextPlace, value: string, ignoringCase: boolean): ValueTest {
  const key = searchKey(value)
  return ignoringCase ? { kind: 'text-key', where, key } : { kind: 'text', where, value, key }
}

/** What is given as the database takes it: booleans and numbers are kept as text. */
export function textOf(given: unknown): string {
  const text = String(given)
  if (!text.includes('\0')) return text
  throw new ProblemError({
    code: 'request.invalid',
    message: 'No value contains the character 0.',
    hint: 'Leave it out.',
  })
}
