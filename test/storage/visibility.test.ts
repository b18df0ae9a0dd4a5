import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { BASE_ATTRIBUTES } from '../../src/metaverse/base-schema.js'
import type { MetaverseAttribute } from '../../src/metaverse/schema.js'
import { readBinaryValue } from '../../src/storage/read/graph/binary-value.js'
import { exportRows } from '../../src/storage/read/graph/export-rows.js'
import type { Condition, ObjectList, RelatedList, Visibility } from '../../src/storage/read/graph/plan.js'
import { readObjectList } from '../../src/storage/read/graph/read-objects.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

/** Somebody who does not see mail addresses, photos and managers: whichever way they ask. */
const HIDDEN = ['mail', 'photo', 'manager', 'owner']
const half: Visibility = { sees: attribute => !HIDDEN.includes(attribute) }
const whole: Visibility = { sees: () => true }

let held: TestDatabase

beforeAll(async () => {
  held = await testDatabase()
  await held.database.query(
    `insert into metaverse_object (id, type, attributes, keys) values
     (1, 'person', '{"displayName": ["Anna"], "mail": ["secret@contoso.test"], "photo": ["AAEC"]}', '{"displayName": ["anna"], "mail": ["secret@contoso.test"]}'),
     (2, 'person', '{"displayName": ["Bert"]}', '{"displayName": ["bert"]}')`,
  )
  await held.database.query(
    `insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id) values (2, 'manager', 1, 1, 1, 1)`,
  )
})
afterAll(() => held.drop())

const attribute = (name: string): MetaverseAttribute => BASE_ATTRIBUTES.get(name) as MetaverseAttribute
const manager = { attribute: 'manager', direction: 'outgoing', transitive: false } as const
const reports = { attribute: 'manager', direction: 'incoming', transitive: false } as const
const page = { limit: 10, backwards: false }
const plain: ObjectList = {
  type: 'person',
  where: undefined,
  search: [],
  order: [],
  page,
  nodes: { values: [], lists: [] },
  count: true,
}
const related = (relation: RelatedList['relation'], single: boolean): RelatedList => ({ ...plain, relation, single })

const read = (list: Partial<ObjectList>, visibility: Visibility) =>
  readObjectList(held.database, { ...plain, ...list }, visibility)

test('what is not seen has no value, and leads nowhere', async () => {
  const nodes = {
    values: ['displayName', 'mail', 'photo'].map(name => ({ attribute: attribute(name) })),
    lists: [related(manager, true), related(reports, false)],
  }
  const seen = async (visibility: Visibility) => (await read({ nodes }, visibility))[1]?.map(object => object[3])
  expect(await seen(whole)).toMatchObject([
    ['Anna', 'secret@contoso.test', 1, null, [1, [[2, 'person', null]]]],
    ['Bert', null, null, [1, 'person', null], [0, []]],
  ])
  expect(await seen(half)).toEqual([
    ['Anna', null, null, null, [0, []]],
    ['Bert', null, null, null, [0, []]],
  ])
})

describe('a search or order by what is not seen is refused', () => {
  const conditions: Record<string, Condition> = {
    'by a value': {
      kind: 'value',
      attribute: attribute('mail'),
      test: { kind: 'equals-key', keys: ['secret@contoso.test'] },
    },
    'by there being a value': { kind: 'value', attribute: attribute('mail'), test: { kind: 'present' } },
    'within others': {
      kind: 'not',
      condition: { kind: 'any', of: [{ kind: 'value', attribute: attribute('photo'), test: { kind: 'present' } }] },
    },
    'by a reference': { kind: 'related', relation: manager, type: undefined, condition: undefined },
    'by a reference, from the other end': { kind: 'related', relation: reports, type: undefined, condition: undefined },
  }

  test.each(Object.entries(conditions))('%s', async (_how, where) => {
    await read({ where }, whole)
    await expect(read({ where }, half)).rejects.toMatchObject({ problem: { code: 'access.denied' } })
    await expect(
      exportRows(
        held.database,
        { type: 'person', where, search: [], order: [], fields: [{ name: 'id', of: 'id' }], format: 'csv' },
        half,
      ),
    ).rejects.toMatchObject({ problem: { code: 'access.denied' } })
  })

  test('by its order', async () => {
    const order = [{ by: attribute('mail'), descending: false }]
    await expect(read({ order }, half)).rejects.toMatchObject({ problem: { code: 'access.denied' } })
  })
})

test('words of what is not seen are not found', async () => {
  const found = async (word: string, visibility: Visibility) => (await read({ search: [word] }, visibility))[0]
  expect([await found('secret', whole), await found('secret', half), await found('anna', half)]).toEqual([1, 0, 1])
})

test('files and pictures have nothing of it either', async () => {
  const photo = { object: 1, attribute: attribute('photo'), index: 0 }
  expect(await readBinaryValue(held.database, photo, whole)).toEqual(Buffer.from([0, 1, 2]))
  expect(await readBinaryValue(held.database, photo, half)).toBeUndefined()
  const fields = [
    ...['displayName', 'mail', 'photo'].map(name => ({ name, of: attribute(name) })),
    {
      name: 'manager',
      of: {
        relation: manager,
        type: 'person',
        many: false,
        fields: [{ name: 'displayName', of: attribute('displayName') }],
      },
    },
  ]
  const file = async (format: 'csv' | 'ndjson', visibility: Visibility): Promise<string> => {
    const chunks: Buffer[] = []
    const rows = await exportRows(
      held.database,
      { type: 'person', where: undefined, search: [], order: [], fields, format },
      visibility,
    )
    for await (const chunk of rows) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  }
  expect(await file('csv', half)).toBe('displayName,mail,photo,manager.displayName\nAnna,,,\nBert,,,\n')
  expect((await file('ndjson', half)).split('\n')[1]).toBe(
    '{"displayName":"Bert","mail":null,"photo":null,"manager":null}',
  )
  expect(await file('csv', whole)).toContain('Anna,secret@contoso.test,AAEC,\nBert,,,Anna')
})
