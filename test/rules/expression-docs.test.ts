import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { AttributeDefinition, Attributes } from '../../src/model/value.js'
import { expressionCompiler } from '../../src/rules/expression.js'
import { VALUE_TESTS } from '../../src/rules/expression-tests.js'
import { EXPRESSION_FUNCTIONS, VOLATILE } from '../../src/rules/functions/all.js'
import { nameOf } from '../../src/rules/functions/function.js'
import { ANNAS_CERTIFICATE } from './functions/certificates.js'
import { problemOf } from './functions/table.js'

const text = readFileSync('docs/expressions.md', 'utf8')
const reference = text.slice(text.indexOf('## The functions'))
const rows = reference.split('\n').filter(line => line.startsWith('| `'))
const entry = parse(/```yaml\n([\s\S]*?)```/.exec(reference)?.[1] ?? '') as Record<string, unknown>

const attributes: Record<string, readonly string[]> = { userCertificate: [ANNAS_CERTIFICATE] }
const definitions = new Map<string, AttributeDefinition>()
const define = (name: string, type: AttributeDefinition['type'], multivalued = false) =>
  definitions.set(name, { name, type, multivalued })
define('middleName', 'string')
define('userCertificate', 'binary')
for (const [name, value] of Object.entries(entry)) {
  if (name === 'dn') continue
  const values = Array.isArray(value) ? value : [value]
  const is = typeof values[0] as AttributeDefinition['type']
  define(name, is, Array.isArray(value))
  attributes[name] = values.map(String)
}
const compiler = expressionCompiler('cs', definitions)
const scope = { attributes: attributes as Attributes, dn: String(entry.dn), objectType: 'user' }

const documented = new Set(
  rows.flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(match => match[1] ?? '')),
)
const existing = new Set([
  ...EXPRESSION_FUNCTIONS.map(nameOf),
  ...Object.keys(VALUE_TESTS),
  ...['IIF', 'Switch', 'Select', 'Where', 'With', 'Error', 'ImportedValue', 'Null'],
])

test('docs/expressions.md names every function, and no other', () => {
  const parameters = new Set(['start', 'comparison', 'encoding', 'limit', 'CaseInsensitive'])
  expect([...existing].filter(name => name !== 'string' && !documented.has(name))).toEqual([])
  expect([...documented].filter(name => !existing.has(name) && !parameters.has(name))).toEqual([])
})

describe('every example gives what the page says', () => {
  const examples = rows.map(row => row.slice(0, -1).split('|').at(-1)?.trim() ?? '')
  test.each(rows.filter((_, i) => examples[i] === '').map(row => [row]))('%s: only without a fixed result', row => {
    expect([...VOLATILE].some(name => row.startsWith(`| \`${name}(`))).toBe(true)
  })

  test.each(examples.filter(example => example !== ''))('%s', example => {
    const [, expression = '', result = ''] = /^`(.*?)` → (.*)$/.exec(example) ?? []
    expect(expression).not.toBe('')
    const evaluated = () => compiler.compile(expression).evaluate(scope)
    if (result === 'an error') expect(problemOf(evaluated).code).toBe('expression-failed')
    else if (result === 'nothing') expect(evaluated()).toBeUndefined()
    else expect(evaluated()).toEqual([...result.matchAll(/`(.*?)`/g)].map(match => match[1]))
  })
})
