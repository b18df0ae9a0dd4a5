import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { TestHub } from '../support/hub.js'
import { beginAnew, run, smallWorld, sourceOf } from './small-world.js'

let hub: TestHub
const source = sourceOf('b')

beforeAll(async () => {
  hub = await smallWorld()
})
afterAll(() => hub.drop())
beforeEach(async () => {
  await beginAnew(hub)
  for (const i of [1, 2, 3]) put(i, `cn=p${i}`, 'cn=p2')
  put(4, 'cn=p4', 'cn=p1')
  source.put({
    objectType: 'group',
    dn: 'cn=staff',
    anchor: 'G',
    attributes: { name: ['Staff'], member: ['cn=p1', 'cn=p2', 'cn=p3'] },
  })
  await run(hub, 'b', { type: 'full-import' })
  await run(hub, 'b', { type: 'full-synchronization' })
})

const put = (i: number, dn: string, boss: string): void => {
  source.put({ objectType: 'person', dn, anchor: `P${i}`, attributes: { id: [String(i)], boss: [boss] } })
}
const rename = (): void => source.rename('P2', 'cn=q2')
const renameWhole = (): void => put(2, 'cn=q2', 'cn=q2')

/** Who refers to whom after the delta import; a full import must find nothing to add to that. */
async function references(): Promise<Record<string, string>> {
  await run(hub, 'b', { type: 'delta-import' })
  await run(hub, 'b', { type: 'delta-synchronization' })
  const shown = await shownReferences()
  await run(hub, 'b', { type: 'full-import' })
  await run(hub, 'b', { type: 'full-synchronization' })
  expect(await shownReferences()).toEqual(shown)
  return shown
}

async function shownReferences(): Promise<Record<string, string>> {
  const rows = await hub.database.query<{ who: string; whom: string }>(
    `select e.anchor as who, string_agg(r.target || case r.state when 0 then '' else ' pending' end, ' ' order by r.target) as whom
     from entry e join entry_reference r on r.entry_id = e.id group by e.anchor`,
  )
  return Object.fromEntries(rows.map(({ who, whom }) => [who, whom]))
}
const BEFORE = { P1: 'cn=q2', P2: 'cn=q2', P3: 'cn=q2', P4: 'cn=p1', G: 'cn=p1 cn=p3 cn=q2' }
/** The source keeps referential integrity, and tells nobody. */
function integrity(): void {
  for (const object of source.objects.values()) {
    for (const name of ['boss', 'member']) {
      const values = object.attributes[name] as string[] | undefined
      for (const [i, value] of (values ?? []).entries()) if (value === 'cn=p2') (values as string[])[i] = 'cn=q2'
    }
  }
}

test.each([
  ['a change', rename],
  ['a whole object', renameWhole],
])('references follow a rename that comes as %s', async (_, renames) => {
  renames()
  integrity()
  expect(await references()).toEqual(BEFORE)
})

test.each([
  ['a change', rename],
  ['a whole object', renameWhole],
])('references that go together with a rename that comes as %s are gone', async (_, renames) => {
  renames()
  source.modify('P1', { boss: [{ operation: 'replace', values: ['cn=p3'] }] })
  put(3, 'cn=p3', 'cn=p1')
  integrity()
  source.modify('G', { member: [{ operation: 'delete', values: ['cn=q2'] }] })
  expect(await references()).toEqual({ ...BEFORE, P1: 'cn=p3', P3: 'cn=p1', G: 'cn=p1 cn=p3' })
})

test('a reference of the renamed object to itself that goes with the rename is gone', async () => {
  put(2, 'cn=q2', 'cn=p1')
  integrity()
  expect(await references()).toEqual({ ...BEFORE, P2: 'cn=p1' })
})

test.each([
  ['a change', rename],
  ['a whole object', renameWhole],
])('references that come by the old name before a rename that comes as %s follow it', async (_, renames) => {
  source.modify('P4', { boss: [{ operation: 'replace', values: ['cn=p2'] }] })
  put(5, 'cn=p5', 'cn=p2')
  renames()
  integrity()
  expect(await references()).toEqual({ ...BEFORE, P4: 'cn=q2', P5: 'cn=q2' })
})
