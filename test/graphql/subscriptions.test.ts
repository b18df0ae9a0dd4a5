import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { createClient as createStreamClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import WebSocket from 'ws'
import { nodeId } from '../../src/graphql/node-id.js'
import { startRun } from '../../src/service/runs.js'
import { appendEvent } from '../../src/storage/runs/events.js'
import { type World, world } from './support.js'

let held: World
const ends: (() => unknown)[] = []

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const QUERY = `subscription ($run: ID!, $after: Int) { runProgress(runId: $run, after: $after) {
  number kind kindToken stepNumber stepType status statusToken progress { done total remainingSeconds } counters { name count targetAgent } problem { code message } run { status } } }`

type Event = Record<string, unknown> & { readonly number: number }
type Transport = 'socket' | 'stream'

async function newRun(): Promise<number> {
  return (await startRun(held.hub, { name: 'test', role: 'operator' }, { agent: 'hr', profile: 'full' })).run
}

const progress = (run: number, done: number): Promise<number> =>
  appendEvent(held.hub.database, {
    run,
    kind: 'progress',
    step: 1,
    data: {
      done,
      total: null,
      rate: 10,
      remainingSeconds: null,
      counters: { 'stage-add': done, 'outbound-connector-flow@portal': 1 },
    },
  })

async function end(run: number): Promise<void> {
  await held.hub.database.query(`update run set status = 'success', ended_at = now() where id = $1`, [run])
  await appendEvent(held.hub.database, { run, kind: 'run-ended', data: { status: 'success' } })
}

/** A client of its own; `dispose` cuts it off. */
async function client(transport: Transport) {
  const authorization = `Bearer ${await held.key('operator')}`
  const made =
    transport === 'socket'
      ? createSocketClient({
          url: `${held.server.url.replace('http', 'ws')}/graphql`,
          webSocketImpl: WebSocket,
          connectionParams: { authorization },
          retryAttempts: 0,
        })
      : createStreamClient({ url: `${held.server.url}/graphql/stream`, headers: { authorization }, retryAttempts: 0 })
  ends.push(() => made.dispose())
  return made
}

async function* follow(transport: Transport, run: number, after?: number): AsyncGenerator<Event> {
  const results = (await client(transport)).iterate({ query: QUERY, variables: { run: nodeId('Run', run), after } })
  for await (const { data, errors } of results) {
    expect(errors).toBeUndefined()
    yield (data as { runProgress: Event }).runProgress
  }
}

async function collect(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = []
  for await (const event of events) all.push(event)
  return all
}

const numbers = (events: readonly Event[]): number[] => events.map(event => event.number)
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

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
  expect(rows).toHaveLength(1)
})

test('a run that has ended is told from where one likes, and completes', async () => {
  const run = await newRun()
  await end(run)
  expect(numbers(await collect(follow('socket', run, 1)))).toEqual([2])
  expect(await collect(follow('stream', run, 2))).toEqual([])
  expect(await collect(follow('socket', run, 2_000))).toEqual([])
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

test.each(['socket', 'stream'] as const)(
  '%s: somebody who does not read holds up nobody, and nothing is read for them meanwhile',
  async transport => {
    const run = await newRun()
    const authorization = `Bearer ${await held.key('operator')}`
    const places = placesRead(run, 600)
    const stop = transport === 'socket' ? stuckSocket(run, authorization) : stuckStream(run, authorization)
    await new Promise(done => setTimeout(done, 300))
    const message = 'x'.repeat(100_000)
    const { database } = held.hub
    // Far more than the buffers of a connection take.
    for (let i = 0; i < 600; i++)
      await appendEvent(database, { run, kind: 'problem', data: { code: 'source.empty', message } })
    const fine = collect(follow(transport === 'socket' ? 'stream' : 'socket', run, 600))
    const start = performance.now()
    await end(run)
    expect(numbers(await fine)).toEqual([601, 602])
    expect(performance.now() - start).toBeLessThan(5_000)
    await new Promise(done => setTimeout(done, 2_000))
    expect(places.length).toBeGreaterThan(0)
    expect(Math.max(...places)).toBeLessThan(300)
    await (await stop)()
  },
)

/** Where the events of a run are read on from, until the given number. */
function placesRead(run: number, until: number): number[] {
  const feed = held.hub.events as { read: typeof held.hub.events.read }
  const read = feed.read
  const places: number[] = []
  feed.read = (each, after) => {
    if (each === run && after < until) places.push(after)
    return read(each, after)
  }
  ends.push(() => {
    feed.read = read
  })
  return places
}

/** Subscribes and never reads again. */
async function stuckSocket(run: number, authorization: string): Promise<() => void> {
  const socket = new WebSocket(`${held.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await new Promise(open => socket.once('open', open))
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
  await new Promise(ack => socket.once('message', ack))
  socket.pause()
  socket.send(
    JSON.stringify({ type: 'subscribe', id: '1', payload: { query: QUERY, variables: { run: nodeId('Run', run) } } }),
  )
  return () => socket.terminate()
}

async function stuckStream(run: number, authorization: string): Promise<() => void> {
  const controller = new AbortController()
  const response = await fetch(`${held.server.url}/graphql/stream`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: QUERY, variables: { run: nodeId('Run', run) } }),
  })
  expect(response.status).toBe(200)
  return () => controller.abort()
}

test('a thousand subscribers cost a few statements an event', async () => {
  const run = await newRun()
  const { runProgress } = await import('../../src/service/run-progress.js')
  const actor = { name: 'many', role: 'reader' } as const
  const all = Array.from({ length: 1_000 }, async () => {
    const seen: number[] = []
    for await (const event of runProgress(held.hub, actor, { run, after: 0 })) seen.push(event.number)
    return seen
  })
  await new Promise(done => setTimeout(done, 300))
  const before = held.hub.database.statistics.statements
  for (let i = 0; i < 3; i++) {
    await progress(run, i)
    await new Promise(done => setTimeout(done, 50))
  }
  await end(run)
  for (const seen of await Promise.all(all)) expect(seen).toEqual(upTo(5))
  expect(held.hub.database.statistics.statements - before).toBeLessThan(200)
})
