import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { endAbandoned } from '../../src/runs/execute-run.js'
import { cancelRun, startChain, startRun } from '../../src/runs/start-run.js'
import { type TestHub, testHub } from '../support/hub.js'
import { type Crewman, ended, eventsOf, eventually, hire, recordOf } from './crew.js'

const agent = (name: string) => ({
  connector: 'memory',
  settings: { source: `worker-${name}` },
  objects: {
    user: {
      attributes: { id: 'string' },
      projection: 'person',
      import: { person: { employeeID: { expression: `'${name} ' + cs.id` } } },
    },
  },
  runProfiles: {
    import: [{ type: 'full-import', batchSize: 100 }],
    synchronize: [{ type: 'full-synchronization', batchSize: 20 }],
    both: [
      { type: 'full-import', batchSize: 100 },
      { type: 'delta-synchronization', batchSize: 20 },
    ],
  },
})
const AGENTS = ['one', 'two'] as const

let hub: TestHub
let crew: Crewman[] = []

beforeAll(async () => {
  hub = await testHub({ version: 1, agents: { one: agent('one'), two: agent('two'), three: agent('three') } })
})
beforeEach(() => {
  for (const name of AGENTS) fill(name, 200)
})
afterEach(async () => {
  for (const each of crew) await each.stop()
  crew = []
})
afterAll(() => hub?.drop())

function fill(name: string, count: number): void {
  const source = memorySource(`worker-${name}`)
  source.reset()
  source.generate(count, index => ({
    objectType: 'user',
    dn: `u${index}`,
    anchor: `u${index}`,
    attributes: { id: [`${index}`] },
  }))
}

/** @param count how many workers share the database */
async function work(count = 1): Promise<Crewman> {
  for (let i = 0; i < count; i++) crew.push(await hire(hub.database.url, `worker ${crew.length}`))
  return crew[0] as Crewman
}

const start = (context: Crewman, name: string, profile: string) =>
  startRun(context, { agent: name, profile, requestedBy: 'test' }).then(({ run }) => run)

test('two workers: one run an agent at a time, in the order asked for, and synchronization steps one after the other', async () => {
  const first = await work(2)
  const runs: number[] = []
  for (let i = 0; i < 3; i++) for (const name of AGENTS) runs.push(await start(first, name, 'both'))
  const records = await Promise.all(runs.map(run => ended(hub.database, run, 60)))
  // The first of each agent has everything to do, the others find it done.
  expect(records.map(record => record.status)).toEqual(runs.map((_, i) => (i < 2 ? 'success' : 'completed-no-objects')))
  for (const name of AGENTS) {
    const own = records.filter(record => record.agent === name)
    for (const [i, record] of own.slice(1).entries())
      expect(record.started).toBeGreaterThanOrEqual(own[i]?.ended ?? Number.NaN)
  }
  // What a step writes to the change feed is one block: no other step wrote in between.
  const feed = await hub.database.query<{ step_id: number }>('select step_id from change_feed order by sequence')
  const blocks = feed.map(row => row.step_id).filter((step, i, all) => step !== all[i - 1])
  expect(blocks).toHaveLength(2)
  expect(feed).toHaveLength(400)
  expect(crew.flatMap(each => each.failures)).toEqual([])
}, 90_000)

test('a run that is announced several times is executed once, to its end', async () => {
  fill('three', 5_000)
  const context = await work(2)
  const runs: number[] = []
  for (let i = 0; i < 3; i++) {
    const run = await start(context, 'three', 'import')
    runs.push(run)
    for (let again = 0; again < 4; again++) await context.queue.send(run)
  }
  const records = await Promise.all(runs.map(run => ended(hub.database, run, 60)))
  expect(records.map(record => record.status)).toEqual(['success', 'success', 'success'])
  for (const run of runs) {
    const kinds = (await eventsOf(hub.database, run)).map(event => event.kind)
    expect(kinds.filter(kind => kind !== 'progress')).toEqual([
      'run-queued',
      'run-started',
      'step-started',
      'step-ended',
      'run-ended',
    ])
  }
  expect(crew.flatMap(each => each.failures)).toEqual([])
}, 90_000)

test('the events of a run have no gaps, begin with its request and end with its end', async () => {
  const context = await work(2)
  const run = await start(context, 'one', 'both')
  await ended(hub.database, run)
  const events = await eventsOf(hub.database, run)
  expect(events.map(event => event.number)).toEqual(events.map((_, i) => i + 1))
  expect(events.map(event => event.kind).filter(kind => kind !== 'progress')).toEqual([
    'run-queued',
    'run-started',
    'step-started',
    'step-ended',
    'step-started',
    'step-ended',
    'run-ended',
  ])
  expect(events.at(-1)?.data.status).toBe('completed-no-objects')
})

test('a chain runs in order, and stops where a run is stopped', async () => {
  const context = await work(2)
  const chain = (...names: string[]) =>
    startChain(
      context,
      names.map(name => ({ agent: name, profile: 'import', requestedBy: 'test' })),
      'nightly',
    )
  const good = await chain('one', 'two', 'one')
  const records = await Promise.all(good.map(run => ended(hub.database, run)))
  expect(records.map(record => record.status)).toEqual(['success', 'success', 'success'])
  for (const [i, record] of records.slice(1).entries())
    expect(record.started).toBeGreaterThanOrEqual(records[i]?.ended ?? Number.NaN)

  memorySource('worker-two').faults.cutReadAfter = 3
  const bad = await chain('one', 'two', 'one', 'two')
  const stopped = await Promise.all(bad.map(run => ended(hub.database, run)))
  expect(stopped.map(record => record.status)).toEqual([
    'success',
    'stopped-connectivity',
    'no-start-ma',
    'no-start-ma',
  ])
  expect(stopped[2]?.started).toBeNull()
  expect((await eventsOf(hub.database, bad[2] as number)).map(event => event.data.code ?? event.kind)).toEqual([
    'run-queued',
    'run.predecessor-stopped',
    'run-ended',
  ])
})

test('a run that waits is cancelled at once, one that works within a batch; what it saved stays', async () => {
  fill('one', 300_000)
  const context = await work()
  const running = await start(context, 'one', 'import')
  const waiting = await start(context, 'one', 'import')
  await eventually(async () =>
    (await eventsOf(hub.database, running)).find(event => event.kind === 'progress' && (event.data.done ?? 0) > 500),
  )
  expect(await cancelRun(hub.database, waiting)).toBe('cancelled')
  expect((await recordOf(hub.database, waiting)).status).toBe('stopped-user-termination-from-wmi-or-ui')
  const asked = Date.now()
  expect(await cancelRun(hub.database, running)).toBe('requested')
  expect((await ended(hub.database, running)).status).toBe('stopped-user-termination-from-wmi-or-ui')
  expect(Date.now() - asked).toBeLessThan(3_000)
  expect(await cancelRun(hub.database, running)).toBe('ended')
  const [held] = await hub.database.query<{ count: number }>(
    `select count(*) from entry e join agent a on a.id = e.agent_id where a.name = 'one'`,
  )
  expect(held?.count).toBeGreaterThan(500)
  expect((await eventsOf(hub.database, waiting)).map(event => event.kind)).toEqual(['run-queued', 'run-ended'])
  expect(context.failures).toEqual([])
}, 60_000)

test('a worker that is shut down ends its run and leaves the next to another', async () => {
  fill('two', 300_000)
  const context = await work()
  const run = await start(context, 'two', 'import')
  await eventually(async () => (await eventsOf(hub.database, run)).find(event => event.kind === 'progress'))
  const next = await start(context, 'two', 'import')
  await context.stop()
  crew = []
  expect((await recordOf(hub.database, run)).status).toBe('stopped-service-shutdown')
  expect((await recordOf(hub.database, next)).status).toBe('queued')
  fill('two', 200)
  await work()
  // What the interrupted import had staged is missing from this source: a reason to stop, and not to delete.
  expect((await ended(hub.database, next)).status).toBe('stopped-deletion-limit')
}, 60_000)

test('the run of a worker that disappeared is ended by another when its lease runs out, and the agent is free', async () => {
  const context = await work()
  const [lost] = await hub.database.query<{ id: number; agent_id: number }>(
    `insert into run (agent_id, agent_name, profile_name, number, status, requested_by, worker, started_at)
     select id, name, 'import', 9000, 'in-progress', 'test', 'gone', now() - interval '1 minute' from agent where name = 'one' returning id, agent_id`,
  )
  if (lost === undefined) throw new Error('no run')
  await hub.database.query(
    `with step as (insert into run_step (run_id, number, type, definition, status, started_at) values ($1, 1, 'full-import', '{"type":"full-import"}', 'in-progress', now()))
     insert into lease (name, holder, until) values ('agent:' || $2::text, 'gone/' || $1::text, now() + interval '3 seconds')`,
    [lost.id, lost.agent_id],
  )
  const next = await start(context, 'one', 'import')
  const record = await ended(hub.database, lost.id, 15)
  expect(record.status).toBe('stopped-server')
  expect((await ended(hub.database, next)).status).not.toBe('queued')
  expect((await recordOf(hub.database, next)).started).toBeGreaterThanOrEqual(record.ended ?? Number.NaN)
  const events = await eventsOf(hub.database, lost.id)
  expect(events.map(event => event.kind)).toEqual(['problem', 'step-ended', 'run-ended'])
  expect(events[0]?.data.code).toBe('run.worker-lost')
}, 60_000)

test('a worker that wakes up after its run was taken from it writes no more', async () => {
  fill('one', 300_000)
  const context = await work()
  const run = await start(context, 'one', 'import')
  await eventually(async () => (await eventsOf(hub.database, run)).find(event => event.kind === 'progress'))
  // As long as its lease holds, nobody may.
  await endAbandoned(hub.database, run)
  expect((await recordOf(hub.database, run)).ended).toBeNull()
  await hub.database.transaction(async transaction => {
    await transaction.query(`update lease set until = now() - interval '1 second'`)
    // What the sweep does, in the moment in which the lease has run out.
    const session = {
      ...hub.database,
      transaction: <T>(inner: (t: typeof transaction) => Promise<T>) => inner(transaction),
    }
    await endAbandoned(session, run)
  })
  const [at] = await hub.database.query<{ count: number }>('select count(*) from run_event where run_id = $1', [run])
  const [before] = await hub.database.query<{ counters: object; problem: { code: string } }>(
    'select counters, problem from run_step where run_id = $1',
    [run],
  )
  fill('one', 200)
  const next = await start(context, 'one', 'synchronize')
  await ended(hub.database, next, 40)
  expect((await recordOf(hub.database, run)).status).toBe('stopped-server')
  const [after] = await hub.database.query<{ counters: object; problem: { code: string } }>(
    'select counters, problem from run_step where run_id = $1',
    [run],
  )
  expect(after).toEqual(before)
  const events = await eventsOf(hub.database, run)
  expect(events).toHaveLength(at?.count ?? 0)
  expect(events.at(-1)?.kind).toBe('run-ended')
}, 90_000)
