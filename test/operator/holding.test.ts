import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { dnKey } from '../../src/model/dn.js'
import { type OperatorWorld, operatorWorld, person } from './support.js'

let held: OperatorWorld

const HOLD = `mutation ($input: PendingExportsInput!) { it: holdExports(input: $input) { count problems { code hint } } }`
const RELEASE = `mutation ($input: PendingExportsInput!) { it: releaseExports(input: $input) { count problems { code } } }`
const done = (count: number) => ({ it: { count, problems: [] } })
const names = (): string[] => [...held.portal.objects.values()].map(object => object.dn).sort()
const heldNames = async (): Promise<string[]> => {
  const data = await held.ask(
    '{ connectorSpaceEntries(agent: "portal", filter: { held: true }) { nodes { dn pendingExport { heldBy heldSince } } } }',
  )
  for (const node of data.connectorSpaceEntries.nodes)
    expect(node.pendingExport).toEqual({ heldBy: 'the operator', heldSince: expect.any(String) })
  return data.connectorSpaceEntries.nodes.map((node: { dn: string }) => node.dn).sort()
}
const rename = (id: string, cn: string): void => held.hr.modify(id, { cn: [{ operation: 'replace', values: [cn] }] })
const flow = async (): Promise<void> => {
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
}

beforeAll(async () => {
  held = await operatorWorld()
  for (const id of ['1', '2', '3', '4']) held.hr.put(person(id))
  await held.test.run('hr', 'full-import')
  await held.test.run('hr', 'full-synchronization')
})
afterAll(() => held.close())

test('what is held is not sent, and counted apart', async () => {
  const entries = [(await held.entry('portal', 'uid=1')).id, (await held.entry('portal', 'uid=2')).id]
  expect(await held.ask(HOLD, { input: { entries } }, 'operator')).toEqual(done(2))
  expect(await held.ask(HOLD, { input: { entries } }, 'operator')).toEqual(done(0))
  expect(await heldNames()).toEqual(['uid=1', 'uid=2'])
  const { agent } = await held.ask('{ agent(name: "portal") { statistics { exportAdds exportHeld } } }')
  expect(agent.statistics).toEqual({ exportAdds: 4, exportHeld: 2 })

  const { counters } = await held.test.run('portal', 'export')
  expect(counters).toEqual({ 'export-add': 2 })
  expect(names()).toEqual(['uid=3', 'uid=4'])
  expect((await held.test.run('portal', 'export')).status).toBe('completed-no-objects')
})

test('what synchronization plans anew stays held', async () => {
  rename('1', 'Another Name')
  await flow()
  expect(await heldNames()).toEqual(['uid=1', 'uid=2'])
  expect((await held.test.run('portal', 'export')).status).toBe('completed-no-objects')
})

test('released, it goes with the next export as it is then', async () => {
  expect(await held.ask(RELEASE, { input: { agent: 'portal', operations: ['DELETE'] } })).toEqual(done(0))
  expect(await held.ask(RELEASE, { input: { agent: 'portal', operations: ['ADD'] } }, 'operator')).toEqual(done(2))
  await held.test.run('portal', 'export')
  expect(names()).toEqual(['uid=1', 'uid=2', 'uid=3', 'uid=4'])
  expect(held.portal.byDn('uid=1')?.attributes.cn).toEqual(['Another Name'])
  expect((await held.test.run('portal', 'full-import')).status).toBe('success')
})

test('a hold ends with what it holds', async () => {
  rename('3', 'For A Moment')
  await flow()
  expect(await held.ask(HOLD, { input: { agent: 'portal' } }, 'operator')).toEqual(done(1))
  rename('3', 'Person 3')
  await flow()
  expect(await heldNames()).toEqual([])
  rename('3', 'For Good')
  await flow()
  expect((await held.test.run('portal', 'export')).counters).toEqual({ 'export-update': 1 })
})

test('what was planned and held while an export was refused is held when it comes back', async () => {
  const refused = { code: 'permission-issue', message: 'no' } as const
  rename('4', 'First')
  await flow()
  held.portal.faults.rejectWrites.set(dnKey('uid=4'), refused)
  await held.test.run('portal', 'export')
  expect(await held.ask(HOLD, { input: { agent: 'portal', operations: ['UPDATE'] } }, 'operator')).toEqual(done(1))
  held.portal.faults.rejectWrites.clear()
  rename('4', 'Second')
  await flow()
  expect((await held.test.run('portal', 'export')).status).toBe('completed-no-objects')
  await held.ask(RELEASE, { input: { agent: 'portal' } })
  await held.test.run('portal', 'export')
  expect(held.portal.byDn('uid=4')?.attributes.cn).toEqual(['Second'])
})

test('what an interrupted export took is not held, unless what was planned meanwhile is', async () => {
  const { database } = held.hub
  rename('1', 'In Doubt')
  await flow()
  // A worker took it and died; synchronization planned on top of it, and somebody held that.
  await database.query(`update export_change set layer = 'escrowed' where layer = 'pending'`)
  rename('1', 'Later')
  await flow()
  expect(await held.ask(HOLD, { input: { agent: 'portal' } }, 'operator')).toEqual(done(1))
  expect((await held.test.run('portal', 'export')).status).toBe('completed-no-objects')
  expect(await heldNames()).toEqual(['uid=1'])
  await held.ask(RELEASE, { input: { agent: 'portal' } })
  await held.test.run('portal', 'export')
  expect(held.portal.byDn('uid=1')?.attributes.cn).toEqual(['Later'])
})

test('a held deletion does not count for the brake', async () => {
  for (const id of ['1', '2', '3']) held.hr.delete(id)
  await held.test.run('hr', { type: 'delta-import', deletionLimit: null, deletionPercent: null })
  await held.test.run('hr', 'delta-synchronization')
  expect(await held.ask(HOLD, { input: { agent: 'portal', operations: ['DELETE'] } }, 'operator')).toEqual(done(3))
  expect((await held.test.run('portal', { type: 'export', deletionLimit: 1 })).status).toBe('completed-no-objects')
  const entry = (await held.entry('portal', 'uid=1')).id
  await held.ask(RELEASE, { input: { entries: [entry] } })
  expect((await held.test.run('portal', { type: 'export', deletionLimit: 1 })).counters).toEqual({ 'export-delete': 1 })
  expect(names()).toEqual(['uid=2', 'uid=3', 'uid=4'])
})

test.each([
  [{}, 'request.invalid'],
  [{ agent: 'portal', entries: [] }, 'request.invalid'],
  [{ agent: 'nobody' }, 'request.not-found'],
  [{ entries: ['x'] }, 'request.invalid'],
])('%j is refused', async (input, code) => {
  expect((await held.ask(HOLD, { input })).it).toMatchObject({ count: null, problems: [{ code }] })
})

test('audit events say how many', async () => {
  const rows = await held.hub.database.query(
    `select actor, target, outcome, details->'held' as held from audit_event where operation = 'hold-exports' and completes is not null order by id limit 1`,
  )
  expect(rows).toEqual([{ actor: 'the operator', target: '2 entries', outcome: 'done', held: 2 }])
})
