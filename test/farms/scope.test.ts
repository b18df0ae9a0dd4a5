import { expect, test } from '@jest/globals'
import { compileRuleSet, provisionalIds } from '../../src/configuration/compile.js'
import type { HubDocument } from '../../src/configuration/document.js'
import type { Farm } from '../../src/configuration/farm.js'
import { registeredConnectors } from '../../src/configuration/registered-connectors.js'
import { wasProfile } from '../../src/farms/scope.js'

function farmWhere(...where: readonly object[]): Farm {
  const metaverse = {
    attributes: { nickname: { type: 'string', multivalued: true }, floor: 'number', badge: { indexed: true } },
    types: { person: { attributes: ['nickname', 'floor', 'badge'] } },
  }
  const farms = { it: { view: { Name: 'displayName' }, ...(where.length > 0 && { where }) } }
  const document = { version: 1, metaverse, farms } as unknown as HubDocument
  const options = { version: 1, ids: provisionalIds(document), connectors: registeredConnectors }
  const compiled = compileRuleSet(document, options)
  expect(compiled.problems).toEqual([])
  return compiled.farms.get('it') as Farm
}

const person = (values: Readonly<Record<string, readonly string[]>>, type = 'person') => ({
  type,
  attributes: Object.fromEntries(
    Object.entries(values).map(([name, held]) => [name, { values: held, contributors: [] }]),
  ),
})

test.each<[string, object, Readonly<Record<string, readonly string[]>>, boolean]>([
  ['equality', { value: 'Sales' }, { department: ['sales'] }, true],
  ['equality', { value: 'Sales' }, { department: ['salesmen'] }, false],
  ['equality', { value: 'Sales' }, {}, false],
  ['inequality', { value: 'Sales' }, { department: ['Sales'] }, false],
  ['inequality', { value: 'Sales' }, {}, true],
  ['present', {}, { department: ['x'] }, true],
  ['present', {}, {}, false],
  ['not-present', {}, {}, true],
  ['substring-start', { value: 'sal' }, { department: ['Sales'] }, true],
  ['substring-start', { value: 'ales' }, { department: ['Sales'] }, false],
  ['substring-any', { value: 'ALE' }, { department: ['Sales'] }, true],
  ['substring-end', { value: 'les' }, { department: ['Sales'] }, true],
  ['substring-end', { value: 'sal' }, { department: ['Sales'] }, false],
  ['not-substring-end', { value: 'les' }, { department: ['Sales'] }, false],
])('%s %p of %p: %p', (operator, operand, values, expected) => {
  const where = { attribute: 'department', operator, ...operand }
  expect(wasProfile(farmWhere(where), person(values))).toBe(expected)
})

test('all conditions hold together, and one of several values is enough', () => {
  const farm = farmWhere(
    { attribute: 'nickname', operator: 'equality', value: 'second' },
    { attribute: 'floor', operator: 'inequality', value: 4 },
    { attribute: 'badge', operator: 'equality', value: 'É1' },
  )
  const all = { nickname: ['first', 'Second'], floor: ['3'], badge: ['é1'] }
  expect(wasProfile(farm, person(all))).toBe(true)
  expect(wasProfile(farm, person({ ...all, nickname: ['first'] }))).toBe(false)
  expect(wasProfile(farm, person({ ...all, floor: ['4'] }))).toBe(false)
})

test('without a scope everybody of the type is one, and nobody who is not there', () => {
  const farm = farmWhere()
  expect(wasProfile(farm, person({}))).toBe(true)
  expect(wasProfile(farm, person({}, 'group'))).toBe(false)
  expect(wasProfile(farm, undefined)).toBe(false)
})
