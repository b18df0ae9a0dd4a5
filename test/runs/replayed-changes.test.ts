import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { MemoryObject } from '../../src/connectors/memory/source.js'
import type { Delta } from '../../src/model/delta.js'
import type { TestHub } from '../support/hub.js'
import { beginAnew, run, settle, smallWorld, sourceOf } from './small-world.js'

/** A log of changes tells first what was before an export, and then the export itself. */
let hub: TestHub
const [people, target] = [sourceOf('b'), sourceOf('target')]
const USER = 'uid=1,o=target'
const STAFF = 'cn=Staff,o=target'

beforeAll(async () => {
  hub = await smallWorld()
})
afterAll(() => hub.drop())
beforeEach(async () => {
  await beginAnew(hub)
  for (const i of [1, 2]) put(i, 'Ann')
  people.put({ objectType: 'group', dn: 'cn=s,o=b', anchor: 'G', attributes: { name: ['Staff'], member: [name(1)] } })
  for (const agent of ['b', 'target'] as const) await run(hub, agent, { type: 'full-import' })
  await run(hub, 'b', { type: 'full-synchronization' })
  await settle(hub)
})

const name = (i: number): string => `cn=p${i},o=b`
function put(i: number, called: string): void {
  people.put({ objectType: 'person', dn: name(i), anchor: `P${i}`, attributes: { id: [String(i)], name: [called] } })
}
const held = (dn: string) => target.byDn(dn) as MemoryObject
const problems = () => hub.database.query('select code from problem')
const pending = () => hub.database.query(`select layer from export_change`)

/** Sends what the sources have become. */
async function exportChanges(): Promise<void> {
  await run(hub, 'b', { type: 'delta-import' })
  await run(hub, 'b', { type: 'delta-synchronization' })
  await run(hub, 'target', { type: 'export' })
}

/** The same, with a target that does not tell what others than itself wrote. */
async function exportUnheard(): Promise<void> {
  const told = target.log.length
  await exportChanges()
  ;(target.log as Delta[]).length = told
}

test.each([
  ['a change', () => target.modify(held(USER).anchor, { name: [{ operation: 'replace', values: ['Drift'] }] })],
  ['a whole object', () => target.put({ ...held(USER), attributes: { ...held(USER).attributes, name: ['Drift'] } })],
])('%s from before the export is no contradiction of it', async (_, drift) => {
  drift()
  put(1, 'Ben')
  await exportChanges()
  expect(held(USER).attributes.name).toEqual(['Ben'])
  expect((await run(hub, 'target', { type: 'delta-import' })).status).toBe('success')
  expect(await problems()).toEqual([])
  await run(hub, 'target', { type: 'delta-synchronization' })
  expect(await pending()).toEqual([])
})

test('a whole object without a reference from before the export is none of the reference', async () => {
  target.put({ ...held(STAFF), attributes: { ...held(STAFF).attributes } })
  people.modify('G', { member: [{ operation: 'add', values: [name(2)] }] })
  await exportChanges()
  expect(held(STAFF).attributes.member).toHaveLength(2)
  expect((await run(hub, 'target', { type: 'delta-import' })).status).toBe('success')
  expect(await problems()).toEqual([])
  await run(hub, 'target', { type: 'delta-synchronization' })
  expect(await pending()).toEqual([])
})

test('what overwrote the export is a contradiction, however often it changes', async () => {
  put(1, 'Ben')
  await exportUnheard()
  for (const drift of ['Drift', 'Flow'])
    target.modify(held(USER).anchor, { name: [{ operation: 'replace', values: [drift] }] })
  expect((await run(hub, 'target', { type: 'delta-import' })).status).toBe('completed-warnings')
  expect(await problems()).toEqual([{ code: 'exported-change-not-reimported' }])
  await settle(hub)
  expect(await problems()).toEqual([])
  expect(held(USER).attributes.name).toEqual(['Ben'])
})

test('a reference that was taken away again is a contradiction', async () => {
  people.modify('G', { member: [{ operation: 'add', values: [name(2)] }] })
  await exportUnheard()
  target.put({ ...held(STAFF), attributes: { ...held(STAFF).attributes, member: ['uid=1,o=target'] } })
  target.modify(held(STAFF).anchor, { name: [{ operation: 'replace', values: ['Crew'] }] })
  expect((await run(hub, 'target', { type: 'delta-import' })).status).toBe('completed-warnings')
  expect(await problems()).toEqual([{ code: 'exported-change-not-reimported' }])
  await settle(hub)
  expect(await problems()).toEqual([])
  expect(held(STAFF).attributes.member).toHaveLength(2)
})
