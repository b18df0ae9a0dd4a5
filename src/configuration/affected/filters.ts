import { isDeepStrictEqual } from 'node:util'
import type { ImageTest } from '../../storage/resynchronization/scope.js'
import type { ConditionDocument, ObjectTypeDocument } from '../document.js'
import { alternativesOf, canonical, conditionsOf } from '../normal-forms.js'
import type { Affected, ComparedType } from './affected.js'

/** A changed filter: entries that alternatives match which came or went. Those that other alternatives match as well change nothing. */
export function filterChanges(type: ComparedType<ObjectTypeDocument>): Affected[] {
  const { agent, objectType, before, after } = type
  const tests = before.filter === 'extension' || after.filter === 'extension' ? inCode(type) : declared(type)
  if (tests.length === 0) return []
  const reason = `filter of ${objectType} changed`
  return [{ scope: { kind: 'images', agent, objectType, alternatives: tests }, reason }]
}

const inCode = ({ before, after }: ComparedType<ObjectTypeDocument>): ImageTest[][] =>
  isDeepStrictEqual(before.filter, after.filter) ? [] : [[{ kind: 'anything' }]]

function declared({ before, after }: ComparedType<ObjectTypeDocument>): ImageTest[][] {
  const [old, now] = [normalAlternatives(before), normalAlternatives(after)]
  const attributes = after.attributes
  return [...without(old, now), ...without(now, old)].map(conditions =>
    conditions.map(condition => testOf(condition, condition.attribute !== 'dn' && condition.attribute in attributes)),
  )
}

const normalAlternatives = (rules: ObjectTypeDocument): ConditionDocument[][] =>
  alternativesOf(rules).map(alternative =>
    conditionsOf(alternative).map(({ value, ...condition }) =>
      value === undefined ? condition : { ...condition, value: canonical(value) },
    ),
  )

const without = (these: readonly ConditionDocument[][], those: readonly ConditionDocument[][]) =>
  these.filter(each => !those.some(other => isDeepStrictEqual(each, other)))

const TEXT_TESTS = {
  equality: 'equal',
  'substring-start': 'start',
  'substring-end': 'end',
  'substring-any': 'part',
} as const

const isTextOperator = (operator: string): operator is keyof typeof TEXT_TESTS => operator in TEXT_TESTS

/** What must be so for a condition to hold. Whether it does hold, the filter says. */
function testOf({ attribute, operator, value }: ConditionDocument, isAttribute: boolean): ImageTest {
  if (!isAttribute) return { kind: 'anything' }
  if (operator === 'not-present') return { kind: 'absent', attribute }
  const text = String(value ?? '').toLowerCase()
  // Numbers in hexadecimal stand for others, and outside ASCII many spellings are one.
  if (isTextOperator(operator) && /^[ -~]+$/.test(text) && !text.startsWith('0x'))
    return { kind: TEXT_TESTS[operator], attribute, text }
  return { kind: 'present', attribute }
}
