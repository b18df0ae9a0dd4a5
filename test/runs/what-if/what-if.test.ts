import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { cleanUp } from '../../../src/runs/what-if/what-if-worker.js'
import { lockExports } from '../../../src/storage/agent-lock.js'
import { FIRST_SCRATCH_ID, scratchSchema } from '../../../src/storage/what-if/scratch.js'
import { cancelWhatIf, createWhatIf, findWhatIfs, takeWhatIf } from '../../../src/storage/what-if/what-ifs.js'
import { checksum } from '../preview/facts.js'
import { settle, told, type WhatIfWorld, whatIfWorld } from './world.js'

let world: WhatIfWorld
beforeAll(async () => {
  world = await whatIfWorld(`what-if-${process.pid}`)
})
afterAll(() => world.hub.drop())

let before: string
beforeEach(async () => {
  before = await checksum(world.database)
})

/** Nothing of the hub's own is touched, and nothing is left over. */
async function expectUntouched(): Promise<void> {
  expect(await checksum(world.database)).toBe(before)
  expect(await world.database.query(`select nspname from pg_namespace where nspname like 'what_if%'`)).toEqual([])
}

const countsOf = (counts: readonly { kind: string; objects: number; differences: number }[]) =>
  Object.fromEntries(counts.map(({ kind, objects, differences }) => [kind, [objects, differences]]))

test('the first synchronization, before it is run', async () => {
  await world.hub.run('hr', 'full-import')
  before = await checksum(world.database)
  const { record, rows, bugs } = await world.tried({})
  expect(bugs).toEqual([])
  expect(record).toMatchObject({ status: 'completed', problem: null })
  expect(record.steps).toEqual([
    {
      agent: 'hr',
      status: 'success',
      counters: { 'disconnector-projected-flow': 4, 'provisioned-add-flow@target': 4 },
      problem: null,
    },
    { agent: 'target', status: 'completed-no-objects', counters: {}, problem: null },
  ])
  expect(countsOf(record.counts)).toEqual({
    'object-created': [4, 4],
    'references-changed': [4, 4],
    linked: [8, 8],
    'export-added': [4, 8],
  })
  const values = { employeeID: ['2'], displayName: ['Person 2'], title: ['R2'] }
  expect(rows.map(told)).toContainEqual({
    kind: 'object-created',
    objectType: 'person',
    label: 'Person 2',
    after: values,
  })
  const entry = (await world.database.query<{ id: number }>(`select id from entry where dn = 'cn=p2,o=hr'`))[0]?.id
  expect(rows.map(told)).toContainEqual({
    kind: 'linked',
    agent: 'hr',
    entry,
    dn: 'cn=p2,o=hr',
    objectType: 'person',
    label: 'Person 2',
    rule: 'hr/person/projection',
  })
  // What the copy has made is no entry and no object of the hub.
  expect(rows.every(row => (row.entry ?? 0) < FIRST_SCRATCH_ID && (row.object ?? 0) < FIRST_SCRATCH_ID)).toBe(true)
  await expectUntouched()
})

test('nothing differs where nothing would be done', async () => {
  await settle(world)
  before = await checksum(world.database)
  const { record, rows } = await world.tried({})
  expect([record.status, record.counts, rows]).toEqual(['completed', [], []])
  await expectUntouched()
})

test('another flow: values in the metaverse, and what would be sent', async () => {
  const { record, rows } = await world.tried({ rules: { title: { expression: "'Room ' + cs.room" } }, agents: ['hr'] })
  expect(countsOf(record.counts)).toEqual({ 'value-changed': [4, 4], 'export-added': [4, 4] })
  expect(record.counts[1]?.details).toEqual([
    { agent: 'target', operation: 'update', attribute: 'room', objects: 4, differences: 4 },
  ])
  const of2 = rows.map(told).filter(row => JSON.stringify(row).includes('R2'))
  expect(of2).toEqual([
    {
      kind: 'value-changed',
      agent: 'hr',
      object: expect.any(Number),
      objectType: 'person',
      label: 'Person 2',
      attribute: 'title',
      rule: 'hr/person/import/person.title',
      before: ['R2'],
      after: ['Room R2'],
    },
    {
      kind: 'export-added',
      agent: 'target',
      entry: expect.any(Number),
      dn: 'uid=2,o=target',
      operation: 'update',
      attribute: 'room',
      after: [{ operation: 'replace', values: ['Room R2'] }],
    },
  ])
  await expectUntouched()
})

test('a filter takes somebody out: the object goes, and with it its connector and the references to it', async () => {
  const filter = [{ attribute: 'id', operator: 'equality', value: '1' }]
  const { record, rows } = await world.tried({ rules: { filter } })
  expect(countsOf(record.counts)).toEqual({
    'object-deleted': [1, 1],
    'references-changed': [3, 3],
    unlinked: [2, 2],
    'export-added': [4, 4],
  })
  expect(rows.filter(row => row.kind === 'references-changed').map(told)).toContainEqual({
    kind: 'references-changed',
    object: expect.any(Number),
    objectType: 'person',
    label: 'Person 3',
    attribute: 'manager',
    before: ['Person 1'],
    removed: 1,
    added: 0,
  })
  const exports = rows.filter(row => row.kind === 'export-added')
  expect(exports.map(told)).toContainEqual({
    kind: 'export-added',
    agent: 'target',
    entry: expect.any(Number),
    dn: 'uid=1,o=target',
    operation: 'delete',
    after: { operation: 'delete' },
  })
  await expectUntouched()
})

test('a new agent and its rules exist in the copy alone', async () => {
  const portal = {
    connector: 'memory',
    settings: { source: 'nowhere' },
    objects: {
      account: {
        attributes: { login: 'string' },
        provision: [{ type: 'person', dn: "'cn=' + mv.employeeID" }],
        export: { person: { login: 'employeeID' } },
      },
    },
  }
  const { record } = await world.tried({ rules: { more: { portal } }, agents: ['hr'] })
  expect(record.steps[0]?.counters).toMatchObject({ 'provisioned-add-flow@portal': 4 })
  expect(countsOf(record.counts)).toEqual({ linked: [4, 4], 'export-added': [4, 4] })
  await expectUntouched()
})

test('objects that could not be synchronized are told', async () => {
  const { record, rows } = await world.tried({
    rules: { title: { expression: "cs.id == '3' ? string(1 / 0) : 'x'" } },
    agents: ['hr'],
  })
  expect(record.steps[0]).toMatchObject({ status: 'completed-sync-errors', counters: { 'flow-failure': 1 } })
  expect(rows.filter(row => row.kind === 'problem-appeared').map(told)).toEqual([
    {
      kind: 'problem-appeared',
      agent: 'hr',
      entry: expect.any(Number),
      dn: 'cn=p3,o=hr',
      after: { code: 'expression-failed', message: expect.any(String) },
    },
  ])
  await expectUntouched()
})

test('what is wrong with the request ends it with a problem', async () => {
  const { record, bugs } = await world.tried({ agents: ['hr', 'nobody'] })
  expect(record).toMatchObject({ status: 'failed', problem: { code: 'request.not-found' }, counts: [] })
  expect(bugs).toEqual([])
  await expectUntouched()
})

test('it waits for nobody who exports, and nobody waits for it', async () => {
  const agents = (await world.database.query<{ id: number }>('select id from agent')).map(row => row.id)
  await world.database.transaction(async transaction => {
    await lockExports(transaction, agents, 'exclusive')
    expect((await world.tried({})).record.status).toBe('completed')
  })
})

test('cancelled: nothing is left of it', async () => {
  const { record, rows } = await world.tried({
    rules: { title: 'name' },
    meanwhile: async id => expect(await cancelWhatIf(world.database, id)).toBe('requested'),
  })
  expect([record.status, record.counts, rows]).toEqual(['cancelled', [], []])
  expect(await cancelWhatIf(world.database, record.id)).toBe('ended')
  await expectUntouched()
})

test('a worker that is shut down gives it back', async () => {
  const { record } = await world.tried({ stopped: true })
  expect(record).toMatchObject({ status: 'queued', startedAt: undefined, endedAt: undefined })
  await expectUntouched()
  expect(await takeWhatIf(world.database, 'another')).toMatchObject({ id: record.id })
  expect(await takeWhatIf(world.database, 'a third')).toBeUndefined()
  expect(await cancelWhatIf(world.database, record.id)).toBe('requested')
  await world.database.query('update what_if set ended_at = now() where id = $1', [record.id])
})

test('what a killed worker left behind is cleared away, and old results are forgotten', async () => {
  const asked = { document: null, files: {}, version: 1, agents: null, mode: 'full', requestedBy: 'test' } as const
  const id = await createWhatIf(world.database, asked)
  await takeWhatIf(world.database, 'killed')
  await world.database.query(`create schema ${scratchSchema(id)}`)
  await cleanUp(world.database)
  expect((await findWhatIfs(world.database, [id]))[0]?.status).toBe('copying')
  await world.database.query(`update what_if set alive_at = now() - interval '1 minute' where id = $1`, [id])
  await cleanUp(world.database)
  expect((await findWhatIfs(world.database, [id]))[0]).toMatchObject({
    status: 'failed',
    problem: { code: 'run.worker-lost' },
  })
  await expectUntouched()
  await world.database.query(`update what_if set ended_at = now() - interval '25 hours' where id = $1`, [id])
  await cleanUp(world.database)
  expect(await findWhatIfs(world.database, [id])).toEqual([])
})

test('what it says is what the same rules then do', async () => {
  const rules = {
    title: { expression: "'Room ' + cs.room" },
    filter: [{ attribute: 'id', operator: 'equality', value: '4' }],
    when: "mv.employeeID != '2'",
  }
  const { record, rows } = await world.tried({ rules })
  const values = () =>
    world.database.query<{ id: number; attributes: Record<string, string[]> }>(
      'select id, attributes from metaverse_object order by id',
    )
  const exports = () =>
    world.database.query<{ dn: string; operation: string }>(
      `select e.dn, x.operation from export_change x join entry e on e.id = x.entry_id where x.layer = 'pending' order by e.dn`,
    )
  const [objects, pending] = [await values(), await exports()]
  expect(pending).toEqual([])
  await world.hub.apply(world.document(rules))
  for (const { agent, status, counters } of record.steps) {
    const done = await world.hub.run(agent, 'full-synchronization')
    expect([done.status, done.counters]).toEqual([status, counters])
  }
  const after = new Map((await values()).map(object => [object.id, object.attributes]))
  const changed = objects.flatMap(({ id, attributes }) => {
    const now = after.get(id)
    const names = now === undefined ? [] : Object.keys(attributes)
    return names
      .filter(name => JSON.stringify(now?.[name]) !== JSON.stringify(attributes[name]))
      .map(name => ({ object: id, attribute: name, before: attributes[name], after: now?.[name] }))
  })
  const stated = rows.filter(row => row.kind === 'value-changed')
  expect(stated.map(({ object, attribute, before, after }) => ({ object, attribute, before, after }))).toEqual(changed)
  expect(changed).toHaveLength(3)
  const gone = objects.filter(object => !after.has(object.id)).map(object => object.id)
  expect(rows.filter(row => row.kind === 'object-deleted').map(row => row.object)).toEqual(gone)
  expect(gone).toHaveLength(1)
  const sent = new Map(rows.filter(row => row.kind === 'export-added').map(row => [row.dn, row.operation]))
  expect([...sent].map(([dn, operation]) => ({ dn, operation })).sort(byName)).toEqual(await exports())
  expect([...sent.values()].sort()).toEqual(['delete', 'delete', 'update', 'update'])
})

const byName = (a: { dn: string | null }, b: { dn: string | null }): number => ((a.dn ?? '') < (b.dn ?? '') ? -1 : 1)
