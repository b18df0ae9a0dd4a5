import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { PgBoss } from 'pg-boss'
import type { Connector } from '../../src/connectors/connector.js'
import { memorySource } from '../../src/connectors/memory/index.js'
import { endUnstarted } from '../../src/runs/execute-run.js'
import { scheduleKeeper } from '../../src/runs/schedules.js'
import { cancelRun, startChain, startRun } from '../../src/runs/start-run.js'
import { loadEvents } from '../../src/storage/read/run-events.js'
import { loadRun, type RunRow } from '../../src/storage/runs/run-row.js'
import { removePause, savePause } from '../../src/storage/runs/schedule-pause.js'
import { type TestHub, testHub } from '../support/hub.js'
import { ended, eventsOf, eventually, recordOf } from './crew.js'
import { type InProcessWorker, inProcessWorker } from './fixtures/in-process-worker.js'

const agent = (name: string) => ({
  connector: 'memory',
  settings: { source: `queue-${name}` },
  objects: {
    user: {
      attributes: { id: 'string' },
      projection: 'person',
      import: { person: { employeeID: { expression: `'${name} ' + cs.id` } } },
    },
  },
  runProfiles: {
    import: [{ type: 'full-import', batchSize: 50 }],
    synchronize: [{ type: 'delta-synchronization', batchSize: 50 }],
  },
})
const nightly = {
  cron: '0 2 * * *',
  timezone: 'Europe/Berlin',
  runs: [
    { agent: 'one', profile: 'import' },
    { agent: 'two', profile: 'import' },
    { agent: 'one', profile: 'synchronize' },
  ],
}
const CONFIGURATION = { version: 1, agents: { one: agent('one'), two: agent('two') }, schedules: { nightly } }

let hub: TestHub
let workers: InProcessWorker[] = []

beforeAll(async () => {
  hub = await testHub(CONFIGURATION)
})
beforeEach(() => {
  for (const name of ['one', 'two']) {
    const source = memorySource(`queue-${name}`)
    source.reset()
    source.generate(300, i => ({ objectType: 'user', dn: `u${i}`, anchor: `u${i}`, attributes: { id: [`${i}`] } }))
  }
})
afterEach(async () => {
  const complaints = workers.flatMap(worker => worker.complaints)
  for (const worker of workers) await worker.stop()
  workers = []
  expect(complaints).toEqual([])
})
afterAll(() => hub?.drop())

async function hire(wrap?: (connector: Connector, agent: string) => Connector): Promise<InProcessWorker> {
  const worker = await inProcessWorker(hub.database.url, {
    name: `worker-${workers.length}`,
    ...(wrap === undefined ? {} : { wrap }),
  })
  workers.push(worker)
  return worker
}

const request = (name: string, profile: string) => ({ agent: name, profile, requestedBy: 'test' })

/** A connector whose reads wait after their first page. */
function pausing(connector: Connector, pause: (signal: AbortSignal) => Promise<void>): Connector {
  return {
    ...connector,
    open: async (settings, context) => {
      const session = await connector.open(settings, context)
      return {
        ...session,
        async *read(reading) {
          for await (const page of session.read(reading)) {
            yield page
            await pause(reading.signal)
          }
        },
      }
    },
  }
}

test('imports of different agents are under way at the same time, those of one agent never', async () => {
  const open = new Map<string, number>()
  let together = false
  const wrap = (connector: Connector, name: string): Connector =>
    pausing(
      {
        ...connector,
        open: async (settings, context) => {
          open.set(name, (open.get(name) ?? 0) + 1)
          const session = await connector.open(settings, context)
          return {
            ...session,
            [Symbol.asyncDispose]: async () => {
              open.set(name, (open.get(name) ?? 0) - 1)
              await session[Symbol.asyncDispose]()
            },
          }
        },
      },
      async () => {
        expect(open.get(name)).toBe(1)
        // Nobody gets any further before both have begun.
        together ||= [...open.values()].filter(count => count > 0).length === 2
        while (!together) {
          await sleep(5)
          together ||= [...open.values()].filter(count => count > 0).length === 2
        }
      },
    )
  const first = await hire(wrap)
  await hire(wrap)
  const runs: number[] = []
  for (let i = 0; i < 3; i++)
    for (const name of ['one', 'two']) runs.push((await startRun({ ...first }, request(name, 'import'))).run)
  const records = await Promise.all(runs.map(run => ended(hub.database, run)))
  expect(together).toBe(true)
  expect(records.map(record => record.status)).toEqual(runs.map(() => 'success'))
  const [one, two] = records
  expect(one?.started).toBeLessThan(two?.ended ?? 0)
  expect(two?.started).toBeLessThan(one?.ended ?? 0)
})

test('who reads the events by their numbers while they are written sees every one, once and in order', async () => {
  const worker = await hire(connector => pausing(connector, () => sleep(60)))
  const { run } = await startRun(worker, request('one', 'import'))
  const seen: { number: number; kind: string }[] = []
  while (seen.at(-1)?.kind !== 'run-ended') {
    const last = seen.at(-1)?.number ?? 0
    for (const { number, kind } of await loadEvents(hub.database, run, last, 2)) seen.push({ number, kind })
  }
  expect(seen).toEqual((await eventsOf(hub.database, run)).map(({ number, kind }) => ({ number, kind })))
  expect(seen.map(event => event.number)).toEqual(seen.map((_, i) => i + 1))
  expect(seen[0]?.kind).toBe('run-queued')
})

test('a run that a shutdown interrupted keeps what it saved and can be started again', async () => {
  for (let i = 0; i < 300; i++)
    memorySource('queue-two').put({
      objectType: 'user',
      dn: `u${i}`,
      anchor: `u${i}`,
      attributes: { id: [`new ${i}`] },
    })
  let pages = 0
  const worker = await hire(connector =>
    pausing(connector, async signal => {
      if (++pages > 3) await sleep(60_000, undefined, { signal })
    }),
  )
  const { run } = await startRun(worker, request('two', 'import'))
  await eventually(async () => (pages > 3 ? true : undefined))
  await worker.stop()
  expect((await recordOf(hub.database, run)).status).toBe('stopped-service-shutdown')
  const other = await hire()
  const again = await startRun(other, { ...request('two', 'import') })
  expect((await ended(hub.database, again.run)).status).toBe('success')
  const [step] = await hub.database.query<{ counters: Record<string, number> }>(
    'select counters from run_step where run_id = $1',
    [again.run],
  )
  expect(step?.counters['stage-no-change']).toBeGreaterThanOrEqual(100)
  expect(step?.counters['stage-update']).toBeGreaterThanOrEqual(50)
})

test('a run of a profile, an agent, or a number that is not there is refused with what there is', async () => {
  const worker = await hire()
  await expect(startRun(worker, request('one', 'daily'))).rejects.toMatchObject({
    problem: { code: 'request.not-found', hint: 'Its profiles: import, synchronize.' },
  })
  await expect(startRun(worker, request('three', 'import'))).rejects.toMatchObject({
    problem: { code: 'request.not-found', hint: 'Agents: one, two.' },
  })
  await expect(cancelRun(hub.database, 999_999)).rejects.toMatchObject({ problem: { code: 'request.not-found' } })
  const before = await hub.database.query('select from run')
  await expect(startChain(worker, [request('one', 'import'), request('one', 'daily')], 'x')).rejects.toThrow('daily')
  expect(await hub.database.query('select from run')).toHaveLength(before.length)
})

test('a run whose predecessor was stopped is ended once, however many look after it, and not after it was cancelled', async () => {
  const worker = await hire()
  memorySource('queue-one').faults.cutReadAfter = 3
  await worker.stop()
  const [first, second, third] = (await startChain(
    { database: hub.database, queue: { ...worker.queue, send: async () => undefined } },
    [request('one', 'import'), request('one', 'import'), request('two', 'import')],
    'x',
  )) as [number, number, number]
  await hub.database.query(`update run set status = 'stopped-connectivity', ended_at = now() where id = $1`, [first])
  const row = async (run: number) => (await loadRun(hub.database, run)) as RunRow
  const [before, queued, last] = await Promise.all([row(first), row(second), row(third)])
  await Promise.all(Array.from({ length: 5 }, () => endUnstarted(hub.database, queued, before)))
  expect((await eventsOf(hub.database, second)).map(event => event.kind)).toEqual([
    'run-queued',
    'problem',
    'run-ended',
  ])
  expect((await recordOf(hub.database, second)).status).toBe('no-start-ma')
  expect(await cancelRun(hub.database, third)).toBe('cancelled')
  await endUnstarted(hub.database, last, before)
  expect((await eventsOf(hub.database, third)).map(event => event.kind)).toEqual(['run-queued', 'run-ended'])
  expect((await recordOf(hub.database, third)).status).toBe('stopped-user-termination-from-wmi-or-ui')
})

const registered = () => hub.database.query('select key, cron, timezone from pgboss.schedule order by key')

test('schedules come, change and go with the configuration', async () => {
  const { queue } = await hire()
  const keep = scheduleKeeper(hub.database, queue)
  await keep()
  expect(await registered()).toEqual([{ key: 'nightly', cron: '0 2 * * *', timezone: 'Europe/Berlin' }])
  const hourly = { ...nightly, cron: '0 * * * *', timezone: 'UTC' }
  await hub.apply({ ...CONFIGURATION, schedules: { nightly: { ...nightly, cron: '30 3 * * *' }, hourly } })
  await keep()
  expect(await registered()).toEqual([
    { key: 'hourly', cron: '0 * * * *', timezone: 'UTC' },
    { key: 'nightly', cron: '30 3 * * *', timezone: 'Europe/Berlin' },
  ])
  await hub.apply({ ...CONFIGURATION, schedules: { hourly } })
  // A worker looks by itself, too.
  await eventually(async () => ((await registered()).length === 1 ? true : undefined))
  await hub.apply({ ...CONFIGURATION, schedules: {} })
  await keep()
  expect(await registered()).toEqual([])
  await hub.apply(CONFIGURATION)
})

test('a schedule that is due starts its runs, once and one after the other; one that is gone starts nothing', async () => {
  await hire()
  await hire()
  const clock = new PgBoss({ connectionString: hub.database.url, supervise: false, schedule: false })
  await clock.start()
  try {
    await clock.send('schedule', { name: 'gone' })
    await clock.send('schedule', { name: 'nightly' })
  } finally {
    await clock.stop({ graceful: false })
  }
  const runs = await eventually(async () => {
    const rows = await hub.database.query<{ id: number; requested_by: string }>(
      'select id, requested_by from run where schedule is not null and schedule <> $1 order by id',
      ['x'],
    )
    return rows.length === 0 ? undefined : rows
  })
  expect(runs.map(run => run.requested_by)).toEqual(runs.map(() => 'schedule:nightly'))
  const records = await Promise.all(runs.map(run => ended(hub.database, run.id)))
  expect(records.map(record => record.agent)).toEqual(['one', 'two', 'one'])
  expect(records.map(record => record.status)).toEqual(['success', 'success', 'success'])
  for (const [i, record] of records.slice(1).entries())
    expect(record.started).toBeGreaterThanOrEqual(records[i]?.ended ?? Number.NaN)
})

test('a paused schedule starts nothing on any worker, whatever is applied, and is due again when it is resumed', async () => {
  const { queue } = await hire()
  await hire()
  const keep = scheduleKeeper(hub.database, queue)
  const count = async () => (await hub.database.query("select from run where schedule = 'nightly'")).length
  const before = await count()
  await savePause(hub.database, { schedule: 'nightly', by: 'test', reason: undefined })
  await hub.apply({ ...CONFIGURATION, schedules: { nightly: { ...nightly, timezone: 'UTC' } } })
  await keep()
  expect(await registered()).toEqual([])
  const clock = new PgBoss({ connectionString: hub.database.url, supervise: false, schedule: false })
  await clock.start()
  try {
    // One that was due just before it was paused, and is picked up only now.
    const late = await clock.send('schedule', { name: 'nightly' })
    await eventually(async () => {
      const [job] = await hub.database.query<{ state: string }>('select state from pgboss.job where id = $1', [late])
      return job?.state === 'completed' ? true : undefined
    })
    expect(await count()).toBe(before)
    await removePause(hub.database, 'nightly')
    await hub.apply(CONFIGURATION)
    await keep()
    expect(await registered()).toEqual([{ key: 'nightly', cron: '0 2 * * *', timezone: 'Europe/Berlin' }])
    await clock.send('schedule', { name: 'nightly' })
    await eventually(async () => ((await count()) === before + nightly.runs.length ? true : undefined))
  } finally {
    await clock.stop({ graceful: false })
  }
  const runs = await hub.database.query<{ id: number }>("select id from run where schedule = 'nightly' order by id")
  await Promise.all(runs.map(run => ended(hub.database, run.id)))
})
