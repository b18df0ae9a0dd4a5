import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { applyChanges, changeBetween, changeValues } from '../../src/model/changes.js'
import { sameAttributes, sameValues } from '../../src/model/value.js'

const value = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const values = fc.uniqueArray(value, { maxLength: 5 })

test('a change between two values, applied to the first, gives the second', () => {
  fc.assert(
    fc.property(values, values, fc.boolean(), (before, after, multivalued) => {
      const changes = changeBetween(before, after, multivalued)
      expect(sameValues(changeValues(before, changes), after)).toBe(true)
      if (sameValues(before, after)) expect(changes).toEqual([])
    }),
  )
})

test('several values change by value, one value is replaced', () => {
  expect(changeBetween(['a', 'b'], ['b', 'c'], true)).toEqual([
    { operation: 'delete', values: ['a'] },
    { operation: 'add', values: ['c'] },
  ])
  expect(changeBetween(['a'], ['b'], false)).toEqual([{ operation: 'replace', values: ['b'] }])
  expect(changeBetween(['a', 'b'], [], true)).toEqual([{ operation: 'replace', values: [] }])
})

test('an attribute that loses its last value is absent', () => {
  expect(
    applyChanges(
      { a: ['1'], b: ['2'] },
      { a: [{ operation: 'delete', values: ['1'] }], b: [{ operation: 'replace', values: [] }] },
    ),
  ).toEqual({})
})

test('adding what is there and deleting what is not changes nothing', () => {
  expect(
    changeValues(
      ['a'],
      [
        { operation: 'add', values: ['a'] },
        { operation: 'delete', values: ['z'] },
      ],
    ),
  ).toEqual(['a'])
})

test('order and doubles of values do not matter, their number does', () => {
  expect(sameValues(['a', 'b'], ['b', 'a'])).toBe(true)
  expect(sameValues(['a', 'a'], ['a', 'b'])).toBe(false)
  expect(sameAttributes({ a: ['1'] }, { a: ['1'], b: ['2'] })).toBe(false)
  expect(sameAttributes({ a: ['1'], b: ['2'] }, { b: ['2'], a: ['1'] })).toBe(true)
})
