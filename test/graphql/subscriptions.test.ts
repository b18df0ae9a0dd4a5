import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { createClient as createStreamClient } from 'graphql-sse'
import { nodeId } from '../../src/graphql/node-id.js'
import { appendEvent } from '../../src/storage/runs/events.js'
import { answerOnce } from './answer-once.js'
import { collect, type Event, following, numbers, QUERY, upTo } from './following.js'
import { type World, world } from './support.js'

let held: World
const { newRun, progress, end, client, follow, ends, cutOff } = following(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())
afterEach(cutOff)

test.each(['socket', 'stream'] as const)(
  '%s: events that are stored come first, then those that come, until the run has ended',
  async transport => {
    const run = await newRun()
    await appendEvent(held.hub.database, { run, kind: 'run-started' })
    await appendEvent(held.hub.database, { run, kind: 'step-started', step: 1, data: { type: 'full-import' } })
    await progress(run, 7)
    const events = collect(follow(transport, run))
    await new Promise(done => setTimeout(done, 200))
    await appendEvent(held.hub.database, {
      run,
      kind: 'problem',
      step: 1,
      data: { code: 'source.empty', message: 'empty' },
    })
    await appendEvent(held.hub.database, {
      run,
      kind: 'step-ended',
      step: 1,
      data: { status: 'stopped-deletion-limit', type: 'full-import' },
    })
    await end(run)
    const seen = await events
    expect(numbers(seen)).toEqual(upTo(7))
    const none = {
      stepNumber: null,
      stepType: null,
      status: null,
      statusToken: null,
      progress: null,
      counters: null,
      problem: null,
    }
    expect(seen[0]).toEqual({
      ...none,
      number: 1,
      kind: 'RUN_QUEUED',
      kindToken: 'run-queued',
      run: { status: 'QUEUED' },
    })
    expect(seen[2]).toEqual(expect.objectContaining({ kind: 'STEP_STARTED', stepNumber: 1, stepType: 'FULL_IMPORT' }))
    expect(seen[3]).toEqual(
      expect.objectContaining({
        progress: { done: 7, total: null, remainingSeconds: null },
        counters: [
          { name: 'STAGE_ADD', count: 7, targetAgent: null },
          { name: 'OUTBOUND_CONNECTOR_FLOW', count: 1, targetAgent: 'portal' },
        ],
      }),
    )
    expect(seen[4]?.problem).toEqual({ code: 'source.empty', message: 'empty' })
    expect(seen[5]).toEqual(
      expect.objectContaining({
        kind: 'STEP_ENDED',
        status: 'STOPPED_DELETION_LIMIT',
        statusToken: 'stopped-deletion-limit',
      }),
    )
    expect(seen[6]).toEqual({
      ...none,
      number: 7,
      kind: 'RUN_ENDED',
      kindToken: 'run-ended',
      status: 'SUCCESS',
      statusToken: 'success',
      run: { status: 'SUCCESS' },
    })
  },
)

test('two subscribers, one of them cut off and reconnected again and again over either transport, see the same', async () => {
  const run = await newRun()
  const steady = collect(follow('socket', run))
  const torn: Event[] = []
  let cuts = 0
  const tearing = (async () => {
    while (torn.at(-1)?.kind !== 'RUN_ENDED') {
      const life = 1 + ((cuts * 7) % 13)
      for await (const event of follow(cuts % 2 === 0 ? 'stream' : 'socket', run, torn.at(-1)?.number)) {
        torn.push(event)
        if (torn.length % life === 0 && event.kind !== 'RUN_ENDED') break
      }
      await ends.pop()?.()
      cuts++
    }
  })()
  for (let i = 0; i < 120; i++) {
    await progress(run, i)
    if (i % 10 === 0) await new Promise(done => setTimeout(done, 20))
  }
  await end(run)
  await tearing
  const seen = await steady
  expect(numbers(seen)).toEqual(upTo(122))
  expect(torn.map(({ run: _, ...event }) => event)).toEqual(seen.map(({ run: _, ...event }) => event))
  expect(cuts).toBeGreaterThan(5)
})

test('the listening connection is lost: nothing is missed', async () => {
  const run = await newRun()
  const events = collect(follow('socket', run))
  await new Promise(done => setTimeout(done, 200))
  await held.hub.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'identity-hub-listener' and datname = current_database()`,
  )
  for (let i = 0; i < 5; i++) await progress(run, i)
  await new Promise(done => setTimeout(done, 500))
  await progress(run, 6)
  await end(run)
  expect(numbers(await events)).toEqual(upTo(8))
  const { rows } = {
    rows: await held.hub.database.query(
      `select 1 from pg_stat_activity where application_name = 'identity-hub-listener' and datname = current_database()`,
    ),
  }
  // One hears of runs, one of configurations.
  expect(rows).toHaveLength(2)
})

test('a run that has ended is told from where one likes, and completes', async () => {
  const run = await newRun()
  await end(run)
  expect(numbers(await collect(follow('socket', run, 1)))).toEqual([2])
  expect(await collect(follow('stream', run, 2))).toEqual([])
  expect(await collect(follow('socket', run, 2_000))).toEqual([])
})

test('a client that leaves a stream before its last event is no failure of the hub', async () => {
  const run = await newRun()
  await end(run)
  const query = `subscription { runProgress(runId: "${nodeId('Run', run)}") { kind } }`
  for (let i = 0; i < 5; i++)
    expect((await answerOnce(held, 'Subscription', query, 'reader')).text).toContain('RUN_QUEUED')
  await new Promise(done => setTimeout(done, 200))
  expect(held.bugs).toEqual([])
})

test('a run whose worker was killed before its last word completes all the same', async () => {
  const run = await newRun()
  await held.hub.database.query(
    `update run set status = 'stopped-server', ended_at = now() - interval '1 hour' where id = $1`,
    [run],
  )
  expect(numbers(await collect(follow('stream', run)))).toEqual([1])
})

test('a run that is not there is an error', async () => {
  const error = expect.objectContaining({ extensions: expect.objectContaining({ code: 'request.not-found' }) })
  for (const transport of ['socket', 'stream'] as const) {
    const results = (await client(transport)).iterate({ query: QUERY, variables: { run: nodeId('Run', 999_999) } })
    expect(await results.next()).toEqual({ done: false, value: expect.objectContaining({ errors: [error] }) })
  }
})

test('who may not read runs may not follow them', async () => {
  const authorization = `Bearer ${await held.key('joiner')}`
  const made = createStreamClient({
    url: `${held.server.url}/graphql/stream`,
    headers: { authorization },
    retryAttempts: 0,
  })
  const { value } = await made.iterate({ query: QUERY, variables: { run: nodeId('Run', 1) } }).next()
  expect(value).toEqual(
    expect.objectContaining({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'access.denied' }) })],
    }),
  )
  made.dispose()
})

test('events of another run wake nobody else', async () => {
  const [one, other] = [await newRun(), await newRun()]
  const events = collect(follow('socket', one))
  for (let i = 0; i < 5; i++) await progress(other, i)
  await end(one)
  const seen = await events
  expect(numbers(seen)).toEqual([1, 2])
  await end(other)
})
