import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { createApiKey } from '../../src/access/create-key.js'
import { configureAccess } from './configured-access.js'
import { following } from './following.js'
import { post, type World, world } from './support.js'

let held: World
const { newRun } = following(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

/** A key that nobody has used anything of. */
const fresh = (): Promise<string> => createApiKey(held.hub.database, { name: 'fresh', scopes: ['reader'] })

const send = (key: string, body: object, headers: object = {}): Promise<Response> =>
  fetch(`${held.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
  })

const CHEAP = { query: '{ __typename }' }

function socketOf(key: string) {
  const socket = createClient({
    url: `${held.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  })
  /** What the first answer says, or why there is none. */
  const first = async (query: string) => {
    const answers = socket.iterate({ query })
    try {
      return (await answers.next()).value
    } catch (errors) {
      return { errors }
    }
  }
  return { socket, first }
}

test('too many requests: 429 with Retry-After, on every address, and nobody else is in the way', async () => {
  await configureAccess(held, { limits: { requestsPerSecond: 1 } })
  const [key, other] = [await fresh(), await fresh()]
  const answers = await Promise.all(Array.from({ length: 15 }, () => send(key, CHEAP)))
  expect(answers.filter(each => each.status === 200).length).toBeLessThanOrEqual(12)
  const refused = answers.find(each => each.status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused?.json()).toEqual({
    errors: [
      {
        message: expect.stringContaining('too fast'),
        extensions: { code: 'request.too-many', hint: expect.stringContaining('access.limits'), retryAfter: 1 },
      },
    ],
  })
  for (const path of ['/export/people', '/objects/x/photo', '/metrics', '/graphql/stream']) {
    const headers = { authorization: `Bearer ${key}` }
    expect([path, (await fetch(held.server.url + path, { headers })).status]).toEqual([path, 429])
  }
  const { socket, first } = socketOf(key)
  expect((await first('{ __typename }')).errors).toMatchObject([
    { extensions: { code: 'request.too-many', retryAfter: 1 } },
  ])
  await socket.dispose()
  expect((await send(other, CHEAP)).status).toBe(200)
  await sleep(2_100)
  expect((await send(key, CHEAP)).status).toBe(200)
})

test('what costs too much in a minute is refused with the time to wait, over HTTP and sockets', async () => {
  await configureAccess(held, { limits: { pointsPerMinute: 1_000 } })
  const key = await fresh()
  const dear = { query: '{ metaverseObjects(first: 500) { nodes { id } } }' }
  expect((await send(key, dear)).status).toBe(200)
  const refused = await send(key, dear)
  expect(refused.status).toBe(429)
  const retryAfter = Number(refused.headers.get('retry-after'))
  expect(retryAfter).toBeGreaterThanOrEqual(1)
  expect((await refused.json()).errors[0].extensions).toMatchObject({ code: 'request.too-many', retryAfter })
  const { socket, first } = socketOf(key)
  expect((await first(dear.query)).errors).toMatchObject([{ extensions: { code: 'request.too-many' } }])
  expect((await first('{ __typename }')).data).toEqual({ __typename: 'Query' })
  await socket.dispose()
  const stream = await send(key, dear, { accept: 'text/event-stream' })
  expect(await stream.text()).toContain('request.too-many')
})

test('a query that takes too long ends, and so does its statement; a mutation does what it began', async () => {
  await configureAccess(held, { limits: { seconds: 1 } })
  const { database } = held.hub
  const blocker = await database.pool.connect()
  await blocker.query('begin; lock table agent in access exclusive mode')
  const waiting = async (): Promise<number> =>
    (await blocker.query(`select from pg_stat_activity where wait_event_type = 'Lock' and state = 'active'`)).rows
      .length
  try {
    const key = await fresh()
    const start = performance.now()
    const asked = post(held.server.url, { query: '{ agents { nodes { name } } runs { totalCount } }' }, key)
    const { socket, first } = socketOf(key)
    const overSocket = first('{ agents { nodes { name } } }')
    await sleep(500)
    expect(await waiting()).toBeGreaterThan(0)
    const { errors } = await asked
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(errors).toMatchObject([
      { message: expect.stringContaining('longer than 1 s'), extensions: { code: 'request.too-long' } },
    ])
    expect((await overSocket).errors).toMatchObject([{ extensions: { code: 'request.too-long' } }])
    await socket.dispose()
    await sleep(300)
    expect(await waiting()).toBe(0)
    const deed = post(
      held.server.url,
      { query: 'mutation { startRun(input: { agent: "hr", profile: "full" }) { run { id } } }' },
      await held.key('operator'),
    )
    await sleep(2_000)
    await blocker.query('rollback')
    expect((await deed).data.startRun.run.id).toEqual(expect.any(String))
  } finally {
    await blocker.query('rollback')
    blocker.release()
  }
  expect(held.bugs).toEqual([])
})

test('a client that leaves takes its statements with it', async () => {
  await configureAccess(held, {})
  const { database } = held.hub
  const blocker = await database.pool.connect()
  await blocker.query('begin; lock table agent in access exclusive mode')
  const waiting = async (): Promise<number> =>
    (await blocker.query(`select from pg_stat_activity where wait_event_type = 'Lock' and state = 'active'`)).rows
      .length
  try {
    const controller = new AbortController()
    const asked = fetch(`${held.server.url}/graphql`, {
      method: 'POST',
      signal: controller.signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await fresh()}` },
      body: JSON.stringify({ query: '{ agents { nodes { name } } }' }),
    }).catch(() => undefined)
    await sleep(500)
    expect(await waiting()).toBeGreaterThan(0)
    controller.abort()
    await asked
    await sleep(500)
    expect(await waiting()).toBe(0)
  } finally {
    await blocker.query('rollback')
    blocker.release()
  }
  expect(held.bugs).toEqual([])
})

test('so many subscriptions of a key at once; one that ends makes room', async () => {
  await configureAccess(held, { limits: { subscriptions: 2 } })
  const key = await createApiKey(held.hub.database, { name: 'fresh', scopes: ['operator'] })
  const { nodeId } = await import('../../src/graphql/node-id.js')
  const run = nodeId('Run', await newRun())
  const query = `subscription { runProgress(runId: "${run}") { number } }`
  const sockets = [socketOf(key), socketOf(key)]
  const late = socketOf(key)
  const open = sockets.map(each => each.socket.iterate({ query }))
  for (const each of open) expect((await each.next()).value.data.runProgress.number).toBe(1)
  expect((await late.first(query)).errors).toMatchObject([{ extensions: { code: 'request.too-many' } }])
  expect((await send(key, { query }, { accept: 'text/event-stream' })).status).toBe(429)
  await open[0]?.return?.()
  await sleep(200)
  expect((await late.first(query)).data.runProgress.number).toBe(1)
  for (const each of [...sockets, late]) await each.socket.dispose()
})
