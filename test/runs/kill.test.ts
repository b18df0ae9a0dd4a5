import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startRun } from '../../src/runs/start-run.js'
import type { Database } from '../../src/storage/database.js'
import { randomFrom } from './fixtures/company.js'
import { CYCLE } from './fixtures/cycle.js'
import type { Death } from './fixtures/dying.js'
import { contradictions, type EndState, endState } from './fixtures/end-state.js'
import { type History, type Life, newHistory } from './fixtures/history.js'
import { inProcessWorker } from './fixtures/in-process-worker.js'

const SEED = 20_240
const KILLS = 50
const KILLS_IN_A_HISTORY = 10

let undisturbed: EndState
/** How long each run of the cycle takes when nobody disturbs it. */
let durations: readonly number[]
const histories: History[] = []

async function history(): Promise<History> {
  const made = await newHistory(SEED)
  histories.push(made)
  return made
}

beforeAll(async () => {
  const calm = await history()
  const life = calm.live()
  expect(await life.finished).toEqual({ code: 0, error: '' })
  undisturbed = await endState(calm.database, await calm.target())
  durations = CYCLE.map((_, place) => timeOf(life, 'end', place) - timeOf(life, 'begin', place))
  await expectNoContradiction(calm)
}, 60_000)

afterAll(async () => {
  for (const each of histories) await each.leave()
})

const timeOf = (life: Life, kind: string, place: number): number =>
  life.news.find(news => news.kind === kind && news.place === place)?.at ?? Number.NaN

async function expectNoContradiction({ database, correctTimes }: History): Promise<void> {
  await correctTimes()
  const found = await contradictions(database)
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map(name => [name, []])))
}

async function expectSameEnd(disturbed: History): Promise<void> {
  expect(await endState(disturbed.database, await disturbed.target())).toEqual(undisturbed)
  await expectNoContradiction(disturbed)
}

/** The kinds of step in which runs were interrupted. */
async function interruptedSteps({ database }: History): Promise<string[]> {
  const rows = await database.query<{ type: string }>(`select type from run_step where status = 'stopped-server'`)
  return rows.map(row => row.type)
}

test('an undisturbed cycle does all that can be interrupted', async () => {
  const [calm] = histories as [History]
  const rows = await calm.database.query<{ counter: string }>(
    'select distinct split_part(c.key, $1, 1) as counter from run_step s, jsonb_each(s.counters) c',
    ['@'],
  )
  expect(rows.map(row => row.counter)).toEqual(
    expect.arrayContaining([
      'stage-add',
      'stage-update',
      'stage-rename',
      'stage-delete',
      'disconnector-joined-flow',
      'disconnector-projected-flow',
      'connector-delete-remove-mv',
      'provisioned-add-flow',
      'provisioned-disconnect',
      'export-add',
      'export-update',
      'export-rename',
      'export-delete',
    ]),
  )
  expect(undisturbed.objects?.length).toBeGreaterThan(150)
  expect(undisturbed.target?.length).toBeGreaterThan(130)
  const lines = undisturbed.target?.flatMap(record => record.split('\n')) ?? []
  const names = lines.flatMap(line => /^dn: (.+)$/.exec(line)?.[1] ?? [])
  const referred = lines.flatMap(line => /^(?:manager): (.+)$/.exec(line)?.[1] ?? [])
  expect(referred.filter(name => !names.includes(name))).toEqual([])
  for (const list of ['pendingImports', 'exports', 'exportReferences', 'problems', 'leases', 'openRuns'])
    expect({ list, rows: undisturbed[list] }).toEqual({ list, rows: [] })
})

/** A moment of the cycle: so long after the beginning of one of its runs. */
interface Moment {
  readonly place: number
  readonly after: number
}

/** Moments spread evenly over the time of the whole cycle, in order. */
function moments(random: () => number, count: number): Moment[] {
  const whole = durations.reduce((sum, each) => sum + each, 0)
  const times = Array.from({ length: count }, () => random() * whole).sort((a, b) => a - b)
  return times.map(time => {
    let place = 0
    let after = time
    while (after > (durations[place] ?? Number.POSITIVE_INFINITY)) after -= durations[place++] ?? 0
    return { place, after }
  })
}

/** One cycle, killed again and again and at last left alone. Answers how often it was killed and in which kinds of step. */
async function disturbedCycle(random: () => number, count: number): Promise<{ kills: number; steps: string[] }> {
  const disturbed = await history()
  let kills = 0
  for (const { place, after } of moments(random, count)) {
    const life = disturbed.live({ from: random() < 0.3 ? 'morning' : 'interrupted' })
    if (await life.begins(place)) await sleep(after)
    await disturbed.kill(life)
    const { code, error } = await life.finished
    expect({ code, error }).toEqual({ code: code === 0 ? 0 : 'SIGKILL', error: '' })
    if (code !== 0) kills++
    await disturbed.letLeasesExpire()
    // Mostly another worker is there; now and then the next life has to deal with it by itself.
    if (random() < 0.9) await disturbed.endAbandonedRuns()
  }
  expect(await disturbed.live().finished).toEqual({ code: 0, error: '' })
  await expectSameEnd(disturbed)
  return { kills, steps: await interruptedSteps(disturbed) }
}

test('killed at 50 random moments, a cycle ends as if nothing had happened', async () => {
  let planned = 0
  let kills = 0
  const steps: string[] = []
  const lane = async (seed: number): Promise<void> => {
    const random = randomFrom(seed)
    while (planned < KILLS) {
      const count = Math.min(KILLS_IN_A_HISTORY, KILLS - planned)
      planned += count
      const done = await disturbedCycle(random, count)
      kills += done.kills
      // A cycle that was faster than its killer is made up for.
      planned -= count - done.kills
      steps.push(...done.steps)
    }
  }
  await Promise.all([lane(1), lane(2)])
  expect(kills).toBe(KILLS)
  expect(steps).toEqual(
    expect.arrayContaining([expect.stringMatching(/-import$/), expect.stringMatching(/-synchronization$/), 'export']),
  )
}, 900_000)

const DEATHS: readonly { readonly at: Death['at']; readonly times: readonly number[] }[] = [
  { at: 'write', times: [50, 110, 15] },
  { at: 'before-flush', times: [3, 7, 2] },
  { at: 'in-flush', times: [3, 7, 2] },
  { at: 'after-flush', times: [3, 6, 2] },
]

async function killedAt({ at, times }: (typeof DEATHS)[number]): Promise<void> {
  const disturbed = await history()
  for (const time of times) {
    const life = disturbed.live({ death: { at, time } })
    expect({ at, ...(await life.finished) }).toEqual({ at, code: 'SIGKILL', error: '' })
    await disturbed.kill(life)
    await disturbed.letLeasesExpire()
    expect(await disturbed.endAbandonedRuns()).toBe(1)
  }
  const step = at === 'changes' ? 'delta-import' : 'export'
  expect(await interruptedSteps(disturbed)).toEqual(times.map(() => step))
  expect(await disturbed.live().finished).toEqual({ code: 0, error: '' })
  await expectSameEnd(disturbed)
}

test('killed before, in and after a write to the target, nothing is written twice and nothing is lost', async () => {
  await Promise.all(DEATHS.map(killedAt))
}, 900_000)

test('killed between two pages of changes, one of them with renames, the changes are read again and nothing is missing', async () => {
  await killedAt({ at: 'changes', times: [2, 3, 3] })
})

/** The longest that anybody may wait for a worker that was killed. */
const LONGEST_MS = 30_000

test('a killed worker blocks nobody for longer than 30 seconds', async () => {
  const { database, folder, live, kill } = await history()
  const life = live()
  // Killed while it synchronizes: that lease is everybody's.
  await life.begins(CYCLE.findIndex(run => run.profile === 'full-synchronization'))
  await until(database, `select from lease where name = 'synchronization'`)
  life.child.kill('SIGKILL')
  const killed = performance.now()
  await kill(life)
  expect(await database.query(`select name from lease where until > now() order by name`)).toHaveLength(2)

  const other = await inProcessWorker(database.url, { name: 'other', folder })
  try {
    const start = async (agent: string, profile: string) =>
      (await startRun({ database, queue: other.queue }, { agent, profile, requestedBy: 'test' })).run
    const same = await start('hr', 'full-synchronization')
    const another = await start('directory', 'full-import')
    const synchronization = await start('directory', 'full-synchronization')
    await until(database, `select from run where id = ${another} and status = 'success'`)
    expect(performance.now() - killed).toBeLessThan(10_000)
    await until(database, `select from run where id = ${same} and started_at is not null`)
    expect(performance.now() - killed).toBeLessThan(LONGEST_MS)
    await until(database, `select from run_step where run_id = ${synchronization} and (progress->>'done')::integer > 0`)
    expect(performance.now() - killed).toBeLessThan(LONGEST_MS)
    await until(database, `select from run where id = ${same} and status = 'success'`)
    await until(database, `select from run where id = ${synchronization} and status = 'success'`)
    const [lost] = await database.query(
      `select r.status, s.problem->>'code' as code from run r join run_step s on s.run_id = r.id where r.worker = 'identity-hub-${life.child.pid}' order by r.id desc limit 1`,
    )
    expect(lost).toEqual({ status: 'stopped-server', code: 'run.worker-lost' })
    expect(other.complaints).toEqual([])
  } finally {
    await other.stop()
  }
})

test('a worker that is killed in the middle of a long statement does not hold its run until that ends', async () => {
  const { database, live, kill, letLeasesExpire, endAbandonedRuns } = await history()
  const holder = await database.pool.connect()
  try {
    // A page of synchronization, with its lease renewed, comes to stand still here.
    await holder.query('select pg_advisory_lock(4829, id) from agent')
    const life = live()
    const waiting = `select from pg_stat_activity where application_name = 'identity-hub-${life.child.pid}' and wait_event = 'advisory'`
    await until(database, waiting)
    const killed = performance.now()
    await kill(life)
    expect(performance.now() - killed).toBeLessThan(10_000)
    await letLeasesExpire()
    expect(await endAbandonedRuns()).toBe(1)
  } finally {
    holder.release(true)
  }
})

/** Waits until a query has an answer. */
async function until(database: Database, text: string): Promise<void> {
  while ((await database.query(text)).length === 0) await sleep(20)
}
