import { expect, test } from '@jest/globals'
import type { AttributeDefinition } from '../../src/model/value.js'
import { expressionCompiler } from '../../src/rules/expression.js'

const attributes = new Map<string, AttributeDefinition>([
  ['sn', { name: 'sn', type: 'string', multivalued: false }],
  ['mails', { name: 'mails', type: 'string', multivalued: true }],
])
const compiler = expressionCompiler('cs', attributes)
const scope = { attributes: { sn: ['Meier'], mails: ['a', 'b'] }, objectType: 'employee' }

test('a candidate that counts gives another value for every n', () => {
  const candidate = compiler.compileCounting('LCase(cs.sn) + string(n)', 'string')
  expect([1, 2, 31].map(n => candidate.evaluate({ ...scope, n }))).toEqual([['meier1'], ['meier2'], ['meier31']])
  expect(candidate.reads).toEqual(new Set(['sn']))
})

test('n is a number to count with', () => {
  const candidate = compiler.compileCounting("n == 1 ? cs.sn : cs.sn + '-' + string(n - 1)", 'string')
  expect([1, 2].map(n => candidate.evaluate({ ...scope, n }))).toEqual([['Meier'], ['Meier-1']])
})

test('n of a loop is the loop’s own', () => {
  const candidate = compiler.compileCounting("cs.mails.map(n, n + '!').join('') + string(n)", 'string')
  expect(candidate.evaluate({ ...scope, n: 7 })).toEqual(['a!b!7'])
})

test('elsewhere there is no n', () => {
  expect(() => compiler.compile('cs.sn + string(n)', 'string')).toThrow('Unknown name n')
})
