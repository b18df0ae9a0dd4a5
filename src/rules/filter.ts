import { dnKey } from '../model/dn.js'
import { type Value, type Values, valuesOf } from '../model/value.js'
import type { FilterAlternative, FilterCondition, FilterOperator, Scope } from './rule-set.js'

/**
 * The first alternative of a connector filter whose conditions all hold for an entry, or undefined when the entry passes.
 *
 * Texts compare without case. Of a multi-valued attribute one value is enough. A negated operator (`inequality`, `not-…`)
 * holds when the attribute is present and no value matches: only `not-present` speaks about absent attributes.
 */
export function matchesFilter(alternatives: readonly FilterAlternative[], scope: Scope): FilterAlternative | undefined {
  return alternatives.find(alternative => alternative.conditions.every(condition => conditionHolds(condition, scope)))
}

/** Whether one condition holds for an entry. */
export function conditionHolds(condition: FilterCondition, scope: Scope): boolean {
  const isName = condition.attribute === 'dn' && scope.attributes.dn === undefined
  const values = isName ? nameOf(scope) : valuesOf(scope.attributes, condition.attribute)
  if (condition.operator === 'present') return values.length > 0
  if (condition.operator === 'not-present') return values.length === 0
  if (values.length === 0 || condition.value === undefined) return false
  const key = isName ? dnKey : textKey
  const wanted = key(condition.value)
  const negated = POSITIVE[condition.operator]
  if (negated !== undefined) return !values.some(value => TESTS[negated](key(value), wanted))
  const test = TESTS[condition.operator as TestedOperator]
  return values.some(value => test(key(value), wanted))
}

const nameOf = (scope: Scope): Values => (scope.dn === undefined ? [] : [scope.dn])
const textKey = (value: Value): string => value.toLowerCase().normalize('NFC')

type TestedOperator =
  | 'equality'
  | 'substring-start'
  | 'substring-end'
  | 'substring-any'
  | 'greater-or-equal'
  | 'less-or-equal'
  | 'bit-on'
  | 'bit-off'

/** What a negated operator denies. */
const POSITIVE: Partial<Record<FilterOperator, TestedOperator>> = {
  inequality: 'equality',
  'not-substring-start': 'substring-start',
  'not-substring-end': 'substring-end',
  'not-substring-any': 'substring-any',
}

const TESTS: Record<TestedOperator, (value: string, wanted: string) => boolean> = {
  equality: (value, wanted) => value === wanted || sameNumber(value, wanted),
  'substring-start': (value, wanted) => value.startsWith(wanted),
  'substring-end': (value, wanted) => value.endsWith(wanted),
  'substring-any': (value, wanted) => value.includes(wanted),
  'greater-or-equal': (value, wanted) => compare(value, wanted) >= 0,
  'less-or-equal': (value, wanted) => compare(value, wanted) <= 0,
  'bit-on': (value, wanted) => bits(value, wanted, (flags, mask) => (flags & mask) === mask),
  'bit-off': (value, wanted) => bits(value, wanted, (flags, mask) => (flags & mask) === 0n),
}

const NUMBER = /^-?\d+$/
const HEXADECIMAL = /^0x[0-9a-f]+$/

const numberOf = (text: string): bigint | undefined =>
  NUMBER.test(text) || HEXADECIMAL.test(text) ? BigInt(text) : undefined

// A number in hexadecimal means the same number; two decimal texts that differ are different ("007" is no 7).
function sameNumber(value: string, wanted: string): boolean {
  return HEXADECIMAL.test(wanted) && NUMBER.test(value) && BigInt(value) === BigInt(wanted)
}

// Numbers compare as numbers; everything else (ISO dates above all) as text.
function compare(value: string, wanted: string): number {
  const left = numberOf(value)
  const right = numberOf(wanted)
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0
  return value < wanted ? -1 : value > wanted ? 1 : 0
}

function bits(value: string, wanted: string, test: (flags: bigint, mask: bigint) => boolean): boolean {
  const flags = numberOf(value)
  const mask = numberOf(wanted)
  return flags !== undefined && mask !== undefined && test(flags, mask)
}
