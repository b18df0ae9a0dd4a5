import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { Delta } from '../../src/model/delta.js'
import { deltaPlace, ToldOtherwise } from '../../src/runs/delta-place.js'
import { type TestHub, testHub } from '../support/hub.js'

const delta = (dn: string): Delta => ({ kind: 'delete', dn })
const streams = fc.array(fc.constantFrom('a', 'b', 'c').map(delta), { minLength: 1, maxLength: 30 })

/** What is saved of a stream that is read in pages from a checkpoint on. */
function read(stream: readonly Delta[], size: number, from = deltaPlace(undefined).checkpoint): Delta[] {
  const place = deltaPlace(from)
  const saved: Delta[] = []
  for (let i = 0; i < stream.length; i += size) {
    const news = place.skip(stream.slice(i, i + size))
    place.pass(news)
    saved.push(...news)
  }
  place.end()
  return saved
}

test('read again in pages of any size, exactly what was not saved is left', () => {
  fc.assert(
    fc.property(streams, fc.nat(30), fc.integer({ min: 1, max: 7 }), (stream, cut, size) => {
      const place = deltaPlace(undefined)
      place.pass(stream.slice(0, cut))
      expect(read(stream, size, place.checkpoint)).toEqual(stream.slice(cut))
    }),
  )
})

test('a source that tells something else, or less, is noticed before anything is left out', () => {
  fc.assert(
    fc.property(streams, streams, fc.integer({ min: 1, max: 7 }), (first, other, size) => {
      fc.pre(first.some((each, i) => each.dn !== other[i]?.dn))
      const place = deltaPlace(undefined)
      place.pass(first)
      expect(() => read(other, size, place.checkpoint)).toThrow(ToldOtherwise)
    }),
  )
})

const source = memorySource('delta-place')
let hub: TestHub

beforeAll(async () => {
  hub = await testHub({
    version: 1,
    agents: {
      staff: {
        connector: 'memory',
        settings: { source: 'delta-place' },
        objects: {
          user: { attributes: { id: 'string' }, projection: 'person', import: { person: { employeeID: 'id' } } },
        },
        runProfiles: { import: ['full-import'] },
      },
    },
  })
})
beforeEach(async () => {
  source.reset()
  for (let i = 0; i < 10; i++) put(i, 'old')
  await hub.run('staff', { type: 'full-import', deletionLimit: null, deletionPercent: null })
})
afterAll(() => hub?.drop())

const put = (i: number, id: string) =>
  source.put({ objectType: 'user', dn: `cn=${i}`, anchor: `${i}`, attributes: { id: [id] } })

const changes = { type: 'delta-import', batchSize: 2 } as const

async function held(): Promise<string[]> {
  const rows = await hub.database.query<{ text: string }>(
    `select dn || ' ' || (image->'id'->>0) as text from entry order by anchor::integer`,
  )
  return rows.map(row => row.text)
}

async function interrupt(after: number): Promise<void> {
  source.faults.cutReadAfter = after
  expect((await hub.run('staff', changes)).status).toBe('stopped-connectivity')
  source.faults.cutReadAfter = undefined
}

test('an interrupted delta import goes on where it was, however often', async () => {
  for (let i = 0; i < 10; i++) put(i, 'new')
  await interrupt(4)
  await interrupt(8)
  const { status, counters } = await hub.run('staff', changes)
  expect({ status, counters }).toEqual({ status: 'success', counters: { 'stage-update': 2 } })
  expect(await held()).toEqual(Array.from({ length: 10 }, (_, i) => `cn=${i} new`))
  expect((await hub.run('staff', changes)).status).toBe('completed-no-objects')
})

test('a deletion that waited for the end of the read is made, and one whose object came back is not', async () => {
  source.delete('0')
  source.delete('1')
  put(1, 'back')
  for (let i = 2; i < 10; i++) put(i, 'new')
  await interrupt(8)
  const { status, counters } = await hub.run('staff', changes)
  expect({ status, counters }).toEqual({ status: 'success', counters: { 'stage-update': 3, 'stage-delete': 1 } })
  const pending = await hub.database.query(
    `select e.anchor from pending_import p join entry e on e.agent_id = p.agent_id and e.id = p.entry_id where p.operation = 'delete'`,
  )
  expect(pending).toEqual([{ anchor: '0' }])
  expect((await held())[1]).toBe('cn=1 back')
})

test('when the source tells something else by now, all of it is read', async () => {
  const log = source.log.length
  for (let i = 0; i < 6; i++) put(i, 'new')
  await interrupt(4)
  ;(source.log as unknown[]).length = log
  for (let i = 9; i > 2; i--) put(i, 'other')
  const { status, counters } = await hub.run('staff', changes)
  expect({ status, counters }).toEqual({ status: 'success', counters: { 'stage-update': 7 } })
  expect((await held()).slice(3)).toEqual(Array.from({ length: 7 }, (_, i) => `cn=${i + 3} other`))
})
