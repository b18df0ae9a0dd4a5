import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { nodeId } from '../../src/graphql/node-id.js'
import { appendEvent } from '../../src/storage/runs/events.js'
import { collect, following, numbers, QUERY, upTo } from './following.js'
import { type World, world } from './support.js'

let held: World
const { newRun, progress, end, follow, ends, cutOff } = following(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())
afterEach(cutOff)

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
  const actor = { name: 'many', roles: ['reader'] } as const
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
