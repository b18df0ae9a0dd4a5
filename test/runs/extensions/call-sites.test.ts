import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { TestHub } from '../../support/hub.js'
import { applyFiles, codedWorld, hr, people, portal, problems, put } from './world.js'

let hub: TestHub
beforeAll(async () => {
  hub = await codedWorld()
})
afterAll(() => hub?.drop())

const DATA = `entry, entry_reference, pending_import, link, disconnector, export_change, export_reference, metaverse_object,
  metaverse_reference, change_feed, run, run_step, run_event, run_detail, problem`

beforeEach(async () => {
  hr.reset()
  portal.reset()
  await hub.database.query(`truncate ${DATA} restart identity cascade`)
})

const take = async () => {
  const imported = await hub.run('hr', 'full-import')
  expect(imported.status).toBe('success')
  return hub.run('hr', 'delta-synchronization')
}
const send = async () => {
  for (const step of ['export', 'full-import', 'delta-synchronization'] as const) {
    expect((await hub.run('portal', step)).status).toBe('success')
  }
}
const sent = () =>
  Object.fromEntries([...portal.all()].map(({ dn, attributes, objectType }) => [dn, { objectType, ...attributes }]))

test('filter, projection, import flow, provisioning and export flow', async () => {
  put('1', 'Ann', { level: '03' })
  put('2', 'Bob Admin', { kind: 'guest' })
  put('3', 'Robot', { kind: 'machine' })
  expect((await take()).status).toBe('success')
  expect(await people(hub)).toMatchObject({
    '0001': { type: 'person', attributes: { displayName: ['Ann'], level: ['3'], title: ['Sir'] } },
    '2': { type: 'contact', attributes: { displayName: ['Bob Admin'] } },
  })
  expect(Object.keys(await people(hub))).toHaveLength(2)
  await send()
  expect(sent()).toEqual({
    'CN=Ann': { objectType: 'user', login: ['0001'], name: ['Ann'], note: ['hr'] },
    'CN=Bob Admin': { objectType: 'outsider', login: ['2'] },
  })
  put('1', 'Anna')
  await take()
  await send()
  expect(sent()).toMatchObject({ 'CN=Anna': { name: ['Anna'], login: ['0001'] } })
  expect((await people(hub))['0001']?.attributes.level).toBeUndefined()
})

test('join mapping gives several values, resolution chooses one and another type', async () => {
  for (const name of ['Other', 'Ann']) {
    portal.put({ objectType: 'member', dn: `CN=${name}`, attributes: { login: ['old-0001'], name: [name] } })
  }
  await hub.run('portal', 'full-import')
  await hub.run('portal', 'full-synchronization')
  put('1', 'Ann')
  put('2', 'Dee')
  expect((await take()).status).toBe('success')
  expect(
    await hub.database.query(
      `select type, attributes -> 'displayName' ->> 0 as name, attributes -> 'employeeID' ->> 0 as number
       from metaverse_object order by number, name`,
    ),
  ).toEqual([
    { type: 'person', name: 'Ann', number: '0001' },
    { type: 'person', name: 'Dee', number: '0002' },
    { type: 'contact', name: 'Other', number: 'old-0001' },
  ])
})

test('deprovisioning renames and changes first, deletion asks the metaverse', async () => {
  put('1', 'Ann')
  put('2', 'Cid')
  await take()
  await send()
  hr.delete('1')
  await hub.run('hr', { type: 'full-import', deletionPercent: null })
  expect((await hub.run('hr', 'delta-synchronization')).status).toBe('success')
  expect(Object.keys(await people(hub))).toEqual(['0002'])
  await send()
  expect(sent()['CN=gone 0001']).toEqual({ objectType: 'user', login: ['0001'], name: ['Ann'], note: ['left'] })
  put('2', 'Nobody')
  await take()
  await send()
  expect(Object.keys(sent()).sort()).toEqual(['CN=gone 0001', 'CN=gone 0002'])
  expect(Object.keys(await people(hub))).toEqual(['0002'])
})

test('an error, a refusal and an endless loop fail their objects; the step goes on, and they are tried again', async () => {
  put('1', 'Ann')
  put('2', 'Ben', { behave: 'throw' })
  put('3', 'Cid', { behave: 'loop' })
  put('4', 'Dot', { behave: 'fail' })
  put('5', 'Eve')
  const { status, counters } = await take()
  expect(status).toBe('completed-sync-errors')
  expect(counters).toMatchObject({ 'flow-failure': 3, 'disconnector-projected-flow': 2 })
  expect(Object.keys(await people(hub)).sort()).toEqual(['0001', '0005'])
  expect(await problems(hub)).toEqual([
    {
      dn: 'hr-2',
      code: 'extension-dll-exception',
      message: 'hr.ts, import-flow display, hr-2: cannot bear it (hr.ts:6:11)',
    },
    {
      dn: 'hr-3',
      code: 'extension-dll-timeout',
      message: 'hr.ts, import-flow display, hr-3: it took longer than 1 s',
    },
    {
      dn: 'hr-4',
      code: 'extension-unexpected-attribute-value',
      message: expect.stringMatching(/^hr.ts, import-flow display, hr-4: the name is odd/),
    },
  ])
  for (const [id, name] of [
    ['2', 'Ben'],
    ['3', 'Cid'],
    ['4', 'Dot'],
  ] as const)
    put(id, name)
  expect((await take()).status).toBe('success')
  expect(await problems(hub)).toEqual([])
  expect(Object.keys(await people(hub))).toHaveLength(5)
})

test('an error in provisioning takes back what its object caused', async () => {
  await applyFiles(hub, {
    'metaverse.ts':
      "export default { provision(object) { if (object.value('displayName') === 'Ben') object.start('portal', 'user', {}) }, shouldDelete: () => true }",
  })
  put('1', 'Ann')
  put('2', 'Ben')
  expect((await take()).status).toBe('completed-sync-errors')
  expect(Object.keys(await people(hub))).toEqual(['0001'])
  expect(await problems(hub)).toEqual([
    {
      dn: 'hr-2',
      code: 'provisioning-missing-dn',
      message: expect.stringContaining(
        'metaverse.ts, provisioning, person Ben: it gave nothing as a name (metaverse.ts:1:',
      ),
    },
  ])
})
