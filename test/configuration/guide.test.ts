import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { documentSchema } from '../../src/configuration/document.js'
import { readText } from '../../src/configuration/read.js'
import { keysAt } from '../../src/configuration/schema-keys.js'
import { validateDocument } from '../../src/configuration/validate.js'

const GUIDE = readFileSync('docs/configuration.md', 'utf8')
const EXAMPLES = [...GUIDE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)

const OBJECT_TYPE = ['agents', 'any', 'objects', 'any']
const METAVERSE_TYPE = ['metaverse', 'types', 'any']

/** An example as part of a whole document: where it belongs is seen from its first key. */
function asDocument(example: string): unknown {
  const value = readText(example).value as Record<string, unknown>
  const [first = ''] = Object.keys(value)
  if (keysAt(documentSchema, []).includes(first)) return { version: 1, ...value }
  const rest = { connector: 'file', settings: {}, objects: {} }
  if (keysAt(documentSchema, OBJECT_TYPE).includes(first))
    return { version: 1, agents: { any: { ...rest, objects: { any: { attributes: {}, ...value } } } } }
  return { version: 1, agents: { any: { ...rest, ...value } } }
}

describe('examples of the guide', () => {
  test('there are some', () => expect(EXAMPLES.length).toBeGreaterThan(8))

  test.each(EXAMPLES.map((example, i) => [`${i + 1}: ${example.split('\n')[0]}`, example]))('%s', (_, example = '') => {
    const read = readText(example)
    expect(read.problems).toEqual([])
    expect(validateDocument(asDocument(example), read.locate).problems).toEqual([])
  })
})

describe('the guide names every key', () => {
  const keys = [
    [],
    ['metaverse'],
    METAVERSE_TYPE,
    [...METAVERSE_TYPE, 'deletion'],
    ['metaverse', 'attributes', 'any'],
    ['agents', 'any'],
    OBJECT_TYPE,
    [...OBJECT_TYPE, 'join', 0],
    [...OBJECT_TYPE, 'provision', 0],
    [...OBJECT_TYPE, 'import', 'any', 'any'],
    [...OBJECT_TYPE, 'export', 'any', 'any'],
    [...OBJECT_TYPE, 'projection'],
    ['precedence', 'any', 'any'],
    ['schedules', 'any'],
  ].flatMap(path => keysAt(documentSchema, path))

  test.each([...new Set(keys)])('%s', key => {
    expect(GUIDE).toMatch(new RegExp(`\\b${key}\\b`))
  })
})
