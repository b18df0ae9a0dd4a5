import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Attributes } from '../../src/model/value.js'
import { matchesFilter } from '../../src/rules/filter.js'
import { FILTER_OPERATORS, type FilterCondition, type FilterOperator } from '../../src/rules/rule-set.js'

const ENTRY: Attributes = {
  sn: ['Müller'],
  mail: ['A.Mueller@Contoso.test'],
  flags: ['514'],
  hired: ['2024-03-01'],
  age: ['9'],
  mobile: ['+49 1', '+49 2'],
  code: ['007'],
}
const scope = { attributes: ENTRY, dn: 'CN=Anna, OU=Disabled,DC=contoso,DC=test', objectType: 'user' }
const condition = (attribute: string, operator: FilterOperator, value?: string): FilterCondition => ({
  attribute,
  operator,
  value,
})
const matches = (...conditions: FilterCondition[]) => matchesFilter([{ rule: 1, conditions }], scope) !== undefined

describe('operators', () => {
  test.each<[string, FilterOperator, string | undefined, boolean]>([
    ['sn', 'equality', 'MÜLLER', true],
    ['sn', 'equality', 'Mu\u0308ller', true],
    ['sn', 'equality', 'Muller', false],
    ['mobile', 'equality', '+49 2', true],
    ['missing', 'equality', 'x', false],
    ['code', 'equality', '7', false],
    ['flags', 'equality', '0x202', true],
    ['sn', 'inequality', 'Meier', true],
    ['sn', 'inequality', 'müller', false],
    ['mobile', 'inequality', '+49 2', false],
    ['mobile', 'inequality', '+49 3', true],
    ['missing', 'inequality', 'x', false],
    ['sn', 'present', undefined, true],
    ['missing', 'present', undefined, false],
    ['sn', 'not-present', undefined, false],
    ['missing', 'not-present', undefined, true],
    ['mail', 'substring-start', 'a.', true],
    ['mail', 'substring-start', 'b.', false],
    ['mail', 'not-substring-start', 'b.', true],
    ['mail', 'not-substring-start', 'A.', false],
    ['missing', 'not-substring-start', 'A.', false],
    ['mail', 'substring-end', '@contoso.test', true],
    ['mail', 'not-substring-end', '@contoso.test', false],
    ['mail', 'not-substring-end', '@fabrikam.test', true],
    ['mail', 'substring-any', 'UELLER@', true],
    ['mail', 'not-substring-any', 'ueller@', false],
    ['mail', 'not-substring-any', 'xyz', true],
    ['age', 'greater-or-equal', '10', false],
    ['age', 'greater-or-equal', '9', true],
    ['age', 'greater-or-equal', '-10', true],
    ['age', 'less-or-equal', '10', true],
    ['age', 'less-or-equal', '8', false],
    ['hired', 'greater-or-equal', '2024-01-01', true],
    ['hired', 'less-or-equal', '2024-01-01', false],
    ['flags', 'bit-on', '2', true],
    ['flags', 'bit-on', '0x202', true],
    ['flags', 'bit-on', '3', false],
    ['flags', 'bit-on', '16', false],
    ['flags', 'bit-off', '16', true],
    ['flags', 'bit-off', '2', false],
    ['flags', 'bit-off', '3', false],
    ['missing', 'bit-off', '2', false],
    ['sn', 'bit-on', '2', false],
    ['dn', 'equality', 'cn=anna,ou=disabled,dc=contoso,dc=test', true],
    ['dn', 'substring-end', ',OU=Disabled, DC=contoso,DC=test', true],
    ['dn', 'substring-end', ',OU=Enabled,DC=contoso,DC=test', false],
    ['dn', 'not-substring-any', 'ou=enabled', true],
    ['dn', 'present', undefined, true],
  ])('%s %s %s is %s', (attribute, operator, value, expected) => {
    expect(matches(condition(attribute, operator, value))).toBe(expected)
  })
})

test('all conditions of an alternative must hold, one alternative is enough, and the first that matches is told', () => {
  const isMueller = condition('sn', 'equality', 'Müller')
  const isMeier = condition('sn', 'equality', 'Meier')
  expect(matches(isMueller, isMeier)).toBe(false)
  const alternatives = [
    { rule: 1, conditions: [isMueller, isMeier] },
    { rule: 2, conditions: [isMueller] },
    { rule: 3, conditions: [isMueller] },
  ]
  expect(matchesFilter(alternatives, scope)?.rule).toBe(2)
  expect(matchesFilter([], scope)).toBeUndefined()
})

test('numbers beyond 2^53 keep their last digit', () => {
  const big = { attributes: { usn: ['9007199254740993'] }, objectType: 'user' }
  const is = (operator: FilterOperator, value: string) =>
    matchesFilter([{ rule: 1, conditions: [condition('usn', operator, value)] }], big) !== undefined
  expect(is('greater-or-equal', '9007199254740994')).toBe(false)
  expect(is('greater-or-equal', '9007199254740993')).toBe(true)
})

test('a negated operator is never true together with its positive one, and one of them is true when the attribute is present', () => {
  const negated = FILTER_OPERATORS.filter(each => each.startsWith('not-substring') || each === 'inequality')
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), fc.constantFrom(...negated), (values, value, operator) => {
      const object = { attributes: values.length > 0 ? { a: values } : {}, objectType: 'x' }
      const positive = operator === 'inequality' ? 'equality' : (operator.slice(4) as FilterOperator)
      const is = (each: FilterOperator) =>
        matchesFilter([{ rule: 1, conditions: [condition('a', each, value)] }], object) !== undefined
      expect([is(operator), is(positive)].filter(Boolean)).toHaveLength(values.length > 0 ? 1 : 0)
    }),
  )
})
