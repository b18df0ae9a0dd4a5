import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { expectedImage, unconfirmedAttributes } from '../../src/connector-space/confirm.js'
import type { ExportChange } from '../../src/connector-space/entry.js'
import { exportDelta, type Sendable } from '../../src/connector-space/export-delta.js'
import { imageShape } from '../../src/connector-space/incoming.js'
import { mergeExports } from '../../src/connector-space/merge-exports.js'
import type { AttributeChange, Changes } from '../../src/model/delta.js'
import { sameAttributes } from '../../src/model/value.js'

const values = fc.uniqueArray(fc.constantFrom('1', '2', '3'), { maxLength: 3 })
const change: fc.Arbitrary<AttributeChange> = fc.record({
  operation: fc.constantFrom('add' as const, 'delete' as const, 'replace' as const),
  values,
})
const changes: fc.Arbitrary<Changes> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.array(change, { minLength: 1, maxLength: 2 }),
  { maxKeys: 3 },
)
const created: fc.Arbitrary<Changes> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  values.map(list => [{ operation: 'replace' as const, values: list }]),
  { maxKeys: 3 },
)
const image = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }),
  { maxKeys: 3 },
)
const update = (of: Changes, dn?: string): ExportChange => ({ operation: 'update', dn, changes: of })

test('a merged change does what the two do one after the other', () => {
  fc.assert(
    fc.property(image, changes, changes, (before, first, second) => {
      const merged = mergeExports(update(first), update(second))
      expect(
        sameAttributes(expectedImage(before, [merged]), expectedImage(before, [update(first), update(second)])),
      ).toBe(true)
    }),
  )
})

test('a creation with a change on top is the creation of the result', () => {
  fc.assert(
    fc.property(created, changes, (first, second) => {
      const creation: ExportChange = { operation: 'add', dn: 'cn=a', changes: first }
      const merged = mergeExports(creation, update(second, 'cn=b'))
      expect(merged).toMatchObject({ operation: 'add', dn: 'cn=b' })
      expect(sameAttributes(expectedImage({}, [merged]), expectedImage({}, [creation, update(second)]))).toBe(true)
    }),
  )
})

test('a merged change has one word about each value: what goes before what comes', () => {
  fc.assert(
    fc.property(changes, changes, (first, second) => {
      const merged = mergeExports(update(first), update(second))
      for (const name of Object.keys(second)) {
        const list = merged.changes[name] ?? []
        const kinds = list.map(({ operation }) => operation)
        expect([['replace'], ['delete', 'add'], ['delete'], ['add'], []]).toContainEqual(kinds)
        const named = list.flatMap(({ values: each }) => each)
        expect(new Set(named).size).toBe(named.length)
      }
    }),
  )
})

test('what was cleared after a creation was sent is to be seen cleared', () => {
  const creation: ExportChange = {
    operation: 'add',
    dn: 'cn=a',
    changes: { a: [{ operation: 'replace', values: ['1'] }] },
  }
  const cleared = { a: [{ operation: 'replace' as const, values: [] }] }
  expect(mergeExports(creation, update(cleared)).changes).toEqual(cleared)
})

test('a deletion on top is all that is left', () => {
  const deletion: ExportChange = { operation: 'delete', dn: undefined, changes: {} }
  expect(mergeExports(update({ a: [{ operation: 'add', values: ['1'] }] }), deletion)).toEqual(deletion)
})

const shape = imageShape([
  { name: 'a', type: 'string', multivalued: true },
  { name: 'secret', type: 'string', multivalued: false, exportOnly: true },
  { name: 'member', type: 'reference', multivalued: true },
])

test.each<[string, AttributeChange[], string[], boolean]>([
  ['a value that was added and is there', [{ operation: 'add', values: ['1'] }], ['1', '9'], true],
  ['one that is not', [{ operation: 'add', values: ['1', '2'] }], ['1'], false],
  ['a value that was deleted and is gone', [{ operation: 'delete', values: ['1'] }], ['9'], true],
  ['one that is still there', [{ operation: 'delete', values: ['1'] }], ['1'], false],
  [
    'the values that replaced others, in another order',
    [{ operation: 'replace', values: ['1', '2'] }],
    ['2', '1'],
    true,
  ],
  ['one value more', [{ operation: 'replace', values: ['1'] }], ['1', '2'], false],
  ['an attribute that was cleared', [{ operation: 'replace', values: [] }], [], true],
  [
    'a value deleted and another added',
    [
      { operation: 'delete', values: ['1'] },
      { operation: 'add', values: ['2'] },
    ],
    ['2'],
    true,
  ],
])('confirmation by %s', (_, sent, found, confirmed) => {
  expect(unconfirmedAttributes(update({ a: sent }), { a: found }, shape)).toEqual(
    confirmed ? [] : [{ attribute: 'a', sent, found }],
  )
})

test('what is not read back, and references, are not compared', () => {
  const sent = [{ operation: 'replace' as const, values: ['x'] }]
  expect(unconfirmedAttributes(update({ secret: sent, member: sent, unknown: sent }), {}, shape)).toEqual([])
})

const STYLE = { valueChanges: true, single: new Set(['manager']) }
const sendable = (entry: Partial<Sendable>): Sendable => ({
  objectType: 'user',
  dn: 'cn=a',
  anchor: 'A',
  image: {},
  change: update({}),
  references: [],
  ...entry,
})

test('a creation carries everything as it is to be', () => {
  const entry = sendable({
    anchor: undefined,
    change: {
      operation: 'add',
      dn: 'cn=a',
      changes: { cn: [{ operation: 'replace', values: ['a'] }], gone: [{ operation: 'replace', values: [] }] },
    },
    references: [
      { attribute: 'member', operation: 'add', dn: 'cn=b' },
      { attribute: 'manager', operation: 'add', dn: 'cn=c' },
    ],
  })
  expect(exportDelta(entry, STYLE)).toEqual({
    kind: 'add',
    objectType: 'user',
    dn: 'cn=a',
    attributes: { cn: ['a'], member: ['cn=b'], manager: ['cn=c'] },
  })
})

test('an update changes by value, replaces single references, and says a new name only where there is one', () => {
  const entry = sendable({
    change: update({ mail: [{ operation: 'add', values: ['x'] }] }, 'cn=b'),
    references: [
      { attribute: 'member', operation: 'add', dn: 'cn=new' },
      { attribute: 'member', operation: 'delete', dn: 'cn=old' },
      { attribute: 'manager', operation: 'delete', dn: 'cn=boss' },
    ],
  })
  expect(exportDelta(entry, STYLE)).toEqual({
    kind: 'modify',
    objectType: 'user',
    dn: 'cn=a',
    anchor: 'A',
    newDn: 'cn=b',
    changes: {
      mail: [{ operation: 'add', values: ['x'] }],
      member: [
        { operation: 'delete', values: ['cn=old'] },
        { operation: 'add', values: ['cn=new'] },
      ],
      manager: [{ operation: 'replace', values: [] }],
    },
  })
  expect(exportDelta(sendable({ change: update({}, 'cn=a') }), STYLE)).not.toHaveProperty('newDn')
})

test('a source that takes whole attributes gets them whole', () => {
  const entry = sendable({
    image: { mail: ['a', 'b'] },
    change: update({
      mail: [
        { operation: 'delete', values: ['a'] },
        { operation: 'add', values: ['c'] },
      ],
    }),
  })
  expect(exportDelta(entry, { ...STYLE, valueChanges: false })).toMatchObject({
    changes: { mail: [{ operation: 'replace', values: ['b', 'c'] }] },
  })
})

test('a deletion says what it deletes, and nothing else', () => {
  expect(exportDelta(sendable({ change: { operation: 'delete', dn: undefined, changes: { x: [] } } }), STYLE)).toEqual({
    kind: 'delete',
    objectType: 'user',
    dn: 'cn=a',
    anchor: 'A',
  })
})
