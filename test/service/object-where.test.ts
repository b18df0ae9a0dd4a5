import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { applyConfiguration } from '../../src/configuration/apply.js'
import { checkDocument } from '../../src/configuration/check.js'
import { searchKey, searchKeys } from '../../src/metaverse/keys.js'
import type { Attributes } from '../../src/model/value.js'
import type { Hub } from '../../src/service/hub.js'
import { metaverseObjects } from '../../src/service/metaverse.js'
import type { ObjectWhere } from '../../src/service/object-where.js'
import { schemaOf } from '../../src/service/schema.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

const actor = { name: 'test', roles: ['reader'] } as const
// Each kind of attribute is searched in its own way: with and without an index, one value and several.
const NAMES = ['mail', 'otherMailbox', 'room', 'tags'] as const
const VALUES = ['a', 'A', 'ab', 'a%', 'a_', '%', '\\', 'Äb', 'äB', "'", 'a"b', 'ÉCOLE']

let held: TestDatabase
let hub: Hub
const objects: Attributes[] = []

beforeAll(async () => {
  held = await testDatabase()
  const { database } = held
  const attributes = { room: 'string', tags: { type: 'string', multivalued: true } }
  const document = { version: 1, metaverse: { attributes, types: { person: { attributes: Object.keys(attributes) } } } }
  await applyConfiguration(database, checkDocument(document), { author: 'test' })
  hub = { database } as Hub
  const { metaverse } = await schemaOf(hub)
  for (let i = 0; i < 200; i++) {
    const image: Record<string, string[]> = {}
    NAMES.forEach((name, n) => {
      const first = VALUES[(i * (n + 3) + n) % (VALUES.length + 4)]
      const second = VALUES[(i * 5 + n) % VALUES.length] as string
      if (first !== undefined) image[name] = n % 2 === 1 && first !== second ? [first, second] : [first]
    })
    objects.push(image)
    await database.query('insert into metaverse_object (id, type, attributes, keys) values ($1, $2, $3, $4)', [
      i + 1,
      'person',
      image,
      searchKeys(image, metaverse),
    ])
  }
})
afterAll(() => held.drop())

const found = async (where: ObjectWhere): Promise<number[]> => {
  const page = await metaverseObjects(hub, actor, { type: undefined, where }, { limit: 500, backwards: false })
  expect(await page.count()).toBe(page.rows.length)
  return page.rows.map(row => row.id - 1)
}

/** What a search means, told in the plainest way. */
function holds(where: ObjectWhere, image: Attributes): boolean {
  const values = where.attribute === undefined ? [] : (image[where.attribute] ?? []).map(searchKey)
  const some = (text: string | undefined, test: (value: string, key: string) => boolean): boolean =>
    text === undefined || values.some(value => test(value, searchKey(text)))
  return (
    some(where.equals, (value, key) => value === key) &&
    some(where.startsWith, (value, key) => value.startsWith(key)) &&
    some(where.contains, (value, key) => value.includes(key)) &&
    (where.in === undefined || where.in.some(text => values.includes(searchKey(text)))) &&
    (where.present === undefined || where.present === values.length > 0) &&
    (where.and ?? []).every(each => holds(each, image)) &&
    (where.or === undefined || where.or.some(each => holds(each, image))) &&
    (where.not === undefined || !holds(where.not, image))
  )
}

const value = fc.constantFrom(...VALUES)
const test1 = fc.oneof(
  fc.record({ equals: value }),
  fc.record({ in: fc.array(value, { maxLength: 3 }) }),
  fc.record({ startsWith: value }),
  fc.record({ contains: value }),
  fc.record({ present: fc.boolean() }),
  fc.record({ startsWith: value, contains: value }),
)
const leaf = fc
  .tuple(fc.constantFrom(...NAMES), test1)
  .map(([attribute, tests]): ObjectWhere => ({ attribute, ...tests }))
const { where } = fc.letrec<{ where: ObjectWhere }>(tie => ({
  where: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ and: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ not: tie('where') }),
    fc.tuple(leaf, tie('where')).map(([own, other]) => ({ ...own, or: [other] })),
  ),
}))

test('a search finds what it says, whatever the attribute is kept like', async () => {
  await fc.assert(
    fc.asyncProperty(where, async search => {
      const expected = objects.flatMap((image, i) => (holds(search, image) ? [i] : []))
      expect(await found(search)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

test('an index is used for an indexed attribute', async () => {
  const { database } = held
  await database.transaction(async transaction => {
    await transaction.query('set local enable_seqscan = off')
    for (const [name, condition] of [
      ['mail', `(((o.keys->'mail'->>0) collate "C") = any('{a}'))`],
      ['mail', `(((o.keys->'mail'->>0) collate "C") like 'a%')`],
      ['otherMailbox', `(o.keys->'otherMailbox' ?| '{a}')`],
    ]) {
      const plan = await transaction.query(`explain select 1 from metaverse_object o where ${condition}`)
      expect(JSON.stringify(plan)).toContain(`metaverse_key_${name}`)
    }
  })
})
