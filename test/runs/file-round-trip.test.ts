import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { Attributes } from '../../src/model/value.js'
import { type TestHub, testHub } from '../support/hub.js'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 8)
const seed = process.env.PROPERTY_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.PROPERTY_SEED)
const source = memorySource(`file-properties-${process.pid}`)
const folder = mkdtempSync(join(tmpdir(), 'hub-file-properties-'))

const ATTRIBUTES = {
  id: 'string',
  text: 'string',
  texts: { type: 'string', multivalued: true },
  photo: 'binary',
  active: 'boolean',
  floor: 'number',
  boss: 'reference',
}
const IN_METAVERSE = {
  employeeID: 'id',
  displayName: 'text',
  otherMailbox: 'texts',
  photo: 'photo',
  onDuty: 'active',
  floor: 'floor',
  manager: 'boss',
}
const INTO = Object.fromEntries(
  Object.entries(IN_METAVERSE).map(([metaverse, name]) => [name, { from: metaverse, allowNulls: true }]),
)

const document = (settings: object) => ({
  version: 1,
  metaverse: {
    attributes: { onDuty: 'boolean', floor: 'number' },
    types: { person: { attributes: ['onDuty', 'floor'], deletion: { when: 'last-connector', ignore: ['file'] } } },
  },
  agents: {
    people: {
      connector: 'memory',
      settings: { source: source.name },
      objects: { person: { attributes: ATTRIBUTES, projection: 'person', import: { person: IN_METAVERSE } } },
    },
    file: {
      connector: 'file',
      settings,
      deprovisioning: 'delete-object',
      objects: {
        person: {
          attributes: { ...ATTRIBUTES, ...('dn' in settings ? {} : { objectClass: 'string' }) },
          provision: [{ type: 'person', dn: "'cn=' + EscapeDNComponent(mv.employeeID) + ',o=file'" }],
          export: {
            person: {
              ...INTO,
              ...('dn' in settings ? {} : { objectClass: { constant: 'person', initialOnly: true } }),
            },
          },
        },
      },
    },
  },
})

/** Any character there is, and those that formats trip over more often than chance would have it. */
const character = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter(text => text !== '\0') },
  {
    weight: 5,
    arbitrary: fc.constantFrom(',', '"', '\n', '\r', '\r\n', ' ', '|', '\\', ':', '<', '#', ';', '\uFEFF', '\t', '-'),
  },
)
const text = fc.array(character, { minLength: 1, maxLength: 12 }).map(characters => characters.join(''))
const bytes = fc.uint8Array({ minLength: 1, maxLength: 90 }).map(array => Buffer.from(array).toString('base64'))
const person = fc.record(
  {
    text,
    texts: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
    photo: bytes,
    active: fc.boolean().map(String),
    floor: fc.integer().map(String),
    boss: fc.nat(3).map(i => `cn=p${i}`),
  },
  { requiredKeys: [] },
)
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never
const people = fc.array(person, { minLength: 1, maxLength: 4 })

const attributesOf = (id: number, values: Person): Attributes => ({
  id: [`p${id}`],
  ...Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? [...value].sort() : [value]]],
    ),
  ),
})

function put(all: readonly Person[]): void {
  for (const [i, values] of all.entries())
    source.put({ objectType: 'person', dn: `cn=p${i}`, anchor: `P${i}`, attributes: attributesOf(i, values) })
  for (const anchor of [...source.objects.keys()].filter(anchor => Number(anchor.slice(1)) >= all.length))
    source.delete(anchor)
}

const GOOD = /^success$|^completed-no-objects$/

async function cycle(hub: TestHub): Promise<void> {
  for (const [agent, types] of [
    ['people', ['full-import', 'delta-synchronization']],
    ['file', ['export', 'full-import', 'delta-synchronization']],
  ] as const) {
    for (const type of types) {
      const { status, problem } = await hub.run(agent, { type, deletionLimit: null, deletionPercent: null })
      const problems = await hub.database.query('select code, message from problem')
      expect([agent, type, status, problem, problems]).toEqual([agent, type, expect.stringMatching(GOOD), null, []])
    }
  }
}

/** What the file's connector space holds after the file was read back. */
async function readBack(hub: TestHub): Promise<readonly Attributes[]> {
  const rows = await hub.database.query<{ image: Attributes; boss: string | null }>(
    `select e.image - 'objectClass' as image, r.target as boss from entry e join agent a on a.id = e.agent_id
     left join entry_reference r on r.entry_id = e.id where a.name = 'file' order by e.image->'id'`,
  )
  return rows.map(({ image, boss }) => (boss === null ? image : { ...image, boss: [boss] }))
}

afterAll(() => rmSync(folder, { recursive: true }))

describe.each([
  { format: 'csv', more: { anchor: 'id', dn: 'dn', objectType: 'person' } },
  { format: 'csv', more: { anchor: 'id', dn: 'dn', objectType: 'person', encoding: 'utf16le', delimiter: ';' } },
  { format: 'ldif', more: { anchor: 'id' } },
])('a $format file with $more', ({ format, more }) => {
  const path = join(folder, `${Object.values(more).length}.${format}`)
  let hub: TestHub | undefined
  afterAll(() => hub?.drop())

  test(
    'gives back every text and every byte, of new objects and of changed ones',
    async () => {
      hub = await testHub(document({ format, path, ...more }), folder)
      const world = hub
      await fc.assert(
        fc.asyncProperty(people, people, async (first, second) => {
          for (const all of [first, second]) {
            put(all)
            await cycle(world)
            const expected = all.map((values, i) => {
              const { boss, ...attributes } = attributesOf(i, values)
              const held = boss?.filter(name => Number(name.slice(4)) < all.length).map(name => `${name},o=file`)
              return held === undefined || held.length === 0 ? attributes : { ...attributes, boss: held }
            })
            expect(await readBack(world)).toEqual(expected)
            for (const table of ['export_change', 'export_reference', 'pending_import', 'problem'])
              expect([table, await world.database.query(`select * from ${table}`)]).toEqual([table, []])
          }
        }),
        { numRuns: RUNS, seed, endOnFailure: process.env.PROPERTY_SHRINK === undefined },
      )
    },
    20_000 + RUNS * 2_000,
  )
})
