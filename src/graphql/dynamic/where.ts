import { type GraphQLInputObjectType, getNamedType, isInputObjectType } from 'graphql'
import { nameKey } from '../../connector-space/hash.js'
import type { GraphField, GraphReference } from '../../metaverse/graph/graph-type.js'
import { ProblemError } from '../../model/problem.js'
import type { Condition, Relation } from '../../storage/read/graph/plan.js'
import { keyOf } from '../node-id.js'
import { type Tests, textOf, valueCondition } from './value-condition.js'

type Input = Readonly<Record<string, unknown>>

/** What a field of a where input tests, as its extension `tests`. */
export type Tested =
  | 'id'
  | 'and'
  | 'or'
  | 'not'
  | 'entry'
  | 'types'
  | { readonly time: 'created_at' | 'changed_at' }
  | { readonly isOf: string }
  | GraphField

/** Conditions that one request may have, however it is nested. */
const MOST = 1_000

/** @throws ProblemError `request.invalid` */
export function whereCondition(type: GraphQLInputObjectType, input: Input): Condition {
  return inputCondition(type, input, { left: MOST })
}

interface Budget {
  left: number
}

function inputCondition(type: GraphQLInputObjectType, input: Input, budget: Budget): Condition {
  if (--budget.left < 0) throw tooMany()
  const fields = type.getFields()
  const of = Object.entries(input).flatMap(([name, value]): Condition[] => {
    const field = fields[name]
    if (field === undefined || value === null || value === undefined) return []
    const inner = getNamedType(field.type)
    const below = (each: unknown): Condition => inputCondition(inner as GraphQLInputObjectType, each as Input, budget)
    return fieldCondition(field.extensions.tests as Tested, value, { below, inner, budget })
  })
  return of.length === 1 ? (of[0] as Condition) : { kind: 'all', of }
}

interface Below {
  readonly below: (input: unknown) => Condition
  readonly inner: unknown
  readonly budget: Budget
}

function fieldCondition(tested: Tested, value: unknown, { below, inner, budget }: Below): Condition[] {
  if (tested === 'and') return (value as unknown[]).map(below)
  if (tested === 'or') return [{ kind: 'any', of: (value as unknown[]).map(below) }]
  if (tested === 'not') return [{ kind: 'not', condition: below(value) }]
  if (tested === 'id') return idConditions(value as Tests)
  if (tested === 'types') return [{ kind: 'type', types: (value as string[]).map(textOf) }]
  if (tested === 'entry') return [entryCondition(value as { agent: string; dn: string })]
  if ('isOf' in tested) return [{ kind: 'type', types: [tested.isOf] }, below(value)]
  if ('time' in tested) return timeConditions(tested.time, value as Tests)
  if (tested.kind === 'value') {
    budget.left -= Object.keys(value as Tests).length
    return valueCondition(tested.attribute, value as Tests)
  }
  if (!tested.many) return [relatedTo(tested, below(value))]
  return relationConditions(tested, inner as GraphQLInputObjectType, value as Input, budget)
}

export function entryCondition({ agent, dn }: { readonly agent: string; readonly dn: string }): Condition {
  return { kind: 'entry', agent: textOf(agent), dnKey: nameKey(textOf(dn)) }
}

function idConditions(tests: Tests): Condition[] {
  const ids = (values: unknown): Condition => ({
    kind: 'ids',
    ids: (values as string[]).map(id => keyOf('MetaverseObject', id)),
  })
  return [
    ...(tests.eq == null ? [] : [ids([tests.eq])]),
    ...(tests.in == null ? [] : [ids(tests.in)]),
    ...(tests.neq == null ? [] : [not(ids([tests.neq]))]),
    ...(tests.nin == null ? [] : [not(ids(tests.nin))]),
  ]
}

const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

function timeConditions(column: 'created_at' | 'changed_at', tests: Tests): Condition[] {
  return Object.entries(OPERATORS).flatMap(([test, operator]): Condition[] => {
    const at = tests[test]
    return at == null ? [] : [{ kind: 'time', column, operator, at: new Date(at as Date) }]
  })
}

const not = (condition: Condition): Condition => ({ kind: 'not', condition })

export const relationOf = ({ attribute, direction, transitive }: GraphReference): Relation => ({
  attribute: attribute.name,
  direction,
  transitive,
})

function relatedTo(field: GraphReference, condition: Condition | undefined): Condition {
  return { kind: 'related', relation: relationOf(field), type: field.type, condition }
}

function relationConditions(
  field: GraphReference,
  relation: GraphQLInputObjectType,
  input: Input,
  budget: Budget,
): Condition[] {
  const type = getNamedType(relation.getFields().some?.type)
  const inner = (given: unknown): Condition =>
    isInputObjectType(type) ? inputCondition(type, given as Input, budget) : { kind: 'all', of: [] }
  return [
    ...(input.some == null ? [] : [relatedTo(field, inner(input.some))]),
    ...(input.none == null ? [] : [not(relatedTo(field, inner(input.none)))]),
    ...(input.every == null ? [] : [not(relatedTo(field, not(inner(input.every))))]),
  ]
}

const tooMany = (): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: `A search has ${MOST} conditions at most.`,
    hint: 'Use in: [...] for many values of one attribute.',
  })
