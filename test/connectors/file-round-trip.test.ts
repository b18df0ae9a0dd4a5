import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import type { Attributes } from '../../src/model/value.js'
import { withFiles } from './files.js'
import { codesOf, readAll, writeAll } from './reading.js'

const PERSON: ObjectTypeSelection = {
  name: 'person',
  attributes: [
    { name: 'id', type: 'string', multivalued: false },
    { name: 'name', type: 'string', multivalued: false },
    { name: 'roles', type: 'string', multivalued: true },
    { name: 'photo', type: 'binary', multivalued: false },
  ],
}
const TABLE = { path: 'a', anchor: 'id', objectType: 'person' }
const wide = (name: string) => ({ name, width: 400 })
const FIXED = { ...TABLE, format: 'fixed-width', escapes: true, columns: ['id', 'name', 'roles', 'photo'].map(wide) }

/** Each format with every encoding that can hold any text, and one that cannot. */
const FORMATS: readonly (readonly [string, object])[] = [
  ['csv', { ...TABLE, format: 'csv' }],
  ['csv in UTF-16', { ...TABLE, format: 'csv', encoding: 'utf16be' }],
  ['fixed-width', FIXED],
  [
    'fixed-width, to the right',
    { ...FIXED, columns: FIXED.columns.map(one => ({ ...one, align: 'right', fill: '.' })) },
  ],
  [
    'fixed-width in bytes',
    { ...FIXED, widthIn: 'bytes', columns: FIXED.columns.map(one => ({ ...one, width: 1_600 })) },
  ],
  ['avp', { ...TABLE, format: 'avp', escapes: true }],
  ['avp with a delimiter', { ...TABLE, format: 'avp', escapes: true, objectDelimiter: '---', encoding: 'utf16le' }],
  ['ldif', { path: 'a', format: 'ldif', anchor: 'id' }],
  ['ldif in Windows-1252', { path: 'a', format: 'ldif', anchor: 'id', encoding: 'windows-1252' }],
  ['dsml 1', { path: 'a', format: 'dsml', anchor: 'id', version: '1' }],
  ['dsml 2 in Shift_JIS', { path: 'a', format: 'dsml', anchor: 'id', version: '2', encoding: 'shift_jis' }],
]

const value = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    ' x',
    'x ',
    '\tx',
    '..x.',
    '\n',
    'a\r\nb',
    '\\n',
    '\\',
    '|',
    'a|b\\|',
    ']]>',
    '<&"\'>',
    '\uFEFFx',
    '---',
    ':',
    '\0',
  ),
)
const photo = fc.uint8Array({ minLength: 1, maxLength: 60 }).map(bytes => Buffer.from(bytes).toString('base64'))
const attributes = fc.record(
  {
    name: value.map(one => [one]),
    roles: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
    photo: photo.map(one => [one]),
  },
  { requiredKeys: [] },
)

describe.each(FORMATS)('%s: any values', (_, settings) => {
  const openingIn = (folder: string) => ({ connector: file, types: [PERSON], folder, settings })
  const readIn = async (folder: string) => {
    const { deltas, problems } = await readAll(openingIn(folder))
    expect(problems).toEqual([])
    return new Map(deltas.map(delta => [delta.anchor, delta.kind === 'add' ? delta.attributes : {}]))
  }
  const withId = (id: string, given: Attributes): Attributes => ({ id: [id], ...given })

  test('that are written come back; the others are refused one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attributes, { minLength: 1, maxLength: 5 }), async objects => {
        await withFiles({}, async folder => {
          const adds = objects.map((each, i): ExportDelta => {
            return { kind: 'add', objectType: 'person', dn: `k${i}`, attributes: withId(`k${i}`, each as Attributes) }
          })
          const codes = codesOf(await writeAll(openingIn(folder), adds))
          // Only half characters, and for a column of fixed width what ends like its filling, cannot be held.
          expect(codes.filter((code, i) => code !== 'ok' && !isHard(objects[i] as Attributes))).toEqual([])
          const expected = objects.flatMap((each, i) =>
            codes[i] === 'ok' ? [[`k${i}`, withId(`k${i}`, each as Attributes)] as const] : [],
          )
          if (expected.length > 0) expect(await readIn(folder)).toEqual(new Map(expected))
        })
      }),
      { numRuns: 40 },
    )
  })

  test('may take the place of others, and the objects around stay as they are', async () => {
    await fc.assert(
      fc.asyncProperty(attributes, attributes, async (before, after) => {
        if (isHard(before as Attributes) || isHard(after as Attributes)) return
        await withFiles({}, async folder => {
          const add = (id: string): ExportDelta => {
            return { kind: 'add', objectType: 'person', dn: id, attributes: withId(id, before as Attributes) }
          }
          await writeAll(openingIn(folder), ['a', 'b', 'c'].map(add))
          const names = new Set([...Object.keys(before), ...Object.keys(after)])
          const changes = [...names].map(
            name => [name, [{ operation: 'replace', values: (after as Attributes)[name] ?? [] }]] as const,
          )
          const change: ExportDelta = { kind: 'modify', dn: 'b', changes: Object.fromEntries(changes) }
          expect(codesOf(await writeAll(openingIn(folder), [change]))).toEqual(['ok'])
          expect(await readIn(folder)).toEqual(
            new Map(['a', 'b', 'c'].map(id => [id, withId(id, (id === 'b' ? after : before) as Attributes)])),
          )
        })
      }),
      { numRuns: 25 },
    )
  })
})

/** Whether some format may refuse one of the values: half characters, and what is or looks like the filling of a column. */
const isHard = (given: Attributes): boolean =>
  Object.values(given).some(values =>
    values.some(one => !one.isWellFormed() || one.trim() === '' || /^[. ]|[. ]$/.test(one)),
  )
