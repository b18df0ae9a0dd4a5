import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { didYouMean, nearest } from '../../src/rules/nearest.js'

const NAMES = ['givenName', 'sn', 'displayName', 'employeeID', 'mail']

test.each([
  ['givenNmae', 'givenName'],
  ['givenname', 'givenName'],
  ['displayNam', 'displayName'],
  ['employeId', 'employeeID'],
  ['mial', 'mail'],
  ['telephoneNumber', undefined],
  ['x', undefined],
])('%s means %s', (name, expected) => {
  expect(nearest(name, NAMES)).toBe(expected)
})

test('a name that exists is nearest to itself', () => {
  fc.assert(fc.property(fc.constantFrom(...NAMES), name => expect(nearest(name, NAMES)).toBe(name)))
})

test('the hint names the near one, else the few that exist, else nothing', () => {
  expect(didYouMean('mial', NAMES)).toBe('Did you mean mail?')
  expect(didYouMean('zzzzzz', NAMES)).toBe('Known here: givenName, sn, displayName, employeeID, mail.')
  expect(didYouMean('zzzzzz', [])).toBeUndefined()
  expect(
    didYouMean(
      'zzzzzz',
      Array.from({ length: 30 }, (_, i) => `name${i}`),
    ),
  ).toBeUndefined()
})
