import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { createApiKey, revokeApiKey } from '../../../src/access/create-key.js'
import { type World, world } from '../support.js'

let held: World
let wrong: [what: string, key: string][]

beforeAll(async () => {
  held = await world()
  const { database } = held.hub
  const make = (expiresAt?: Date) =>
    createApiKey(database, { name: 'x', scopes: ['administrator'], ...(expiresAt && { expiresAt }) })
  const [good, revoked, expired] = [await make(), await make(), await make(new Date(Date.now() - 1_000))]
  await revokeApiKey(database, revoked.slice(4, 14))
  wrong = [
    ['nothing like a key', 'x'],
    ['the form of a key, but for a letter', good.slice(0, -1)],
    ['an unknown prefix', good.replace(good.slice(4, 14), '0123456789')],
    ['a right prefix', `${good.slice(0, 15)}${'x'.repeat(43)}`],
    ["another key's secret", `${good.slice(0, 15)}${expired.slice(15)}`],
    ['a revoked key', revoked],
    ['an expired key', expired],
    ['a token, where nobody gives any', 'a.b.c'],
    ['a very long one', 'x'.repeat(10_000)],
  ]
})
afterAll(() => held.close())
afterEach(async () => {
  expect(held.bugs).toEqual([])
  // Nothing of it is taken for a use of the key.
  expect(await held.hub.database.query('select from api_key where last_used_at is not null')).toEqual([])
})

/** Everything that an answer over HTTP says, but for when it was given and what the request was called. */
async function saidTo(key: string, path: string, init: RequestInit = {}): Promise<object> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers }
  const response = await fetch(held.server.url + path, { ...init, headers })
  const { date, 'x-request-id': name, ...others } = Object.fromEntries(response.headers)
  expect(name).toBeDefined()
  return { status: response.status, others, body: await response.text() }
}

function closeOf(key: string): Promise<unknown> {
  const socket = new WebSocket(held.server.url.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws')
  return new Promise((resolve, reject) => {
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })),
    )
    socket.on('error', reject)
    socket.on('close', (code, reason) => resolve([code, String(reason)]))
  })
}

const body = JSON.stringify({ query: '{ __typename }' })

test.each<[string, string, RequestInit]>([
  ['a query', '/graphql', { method: 'POST', body }],
  ['a query in an address', '/graphql?query={__typename}', {}],
  ['a stream', '/graphql/stream', { method: 'POST', body, headers: { accept: 'text/event-stream' } }],
  ['a photo', '/objects/x/photo', {}],
  ['an export', '/export/people', {}],
  ['the numbers', '/metrics', {}],
])('%s: every wrong key is told the same', async (_what, path, init) => {
  const [first, ...others] = await Promise.all(wrong.map(async ([, key]) => saidTo(key, path, init)))
  expect(first).toMatchObject({ status: 401, body: expect.stringContaining('There is no valid API key.') })
  for (const [i, each] of others.entries()) expect([wrong[i + 1]?.[0], each]).toEqual([wrong[i + 1]?.[0], first])
})

test('a socket: every wrong key is told the same', async () => {
  const ends = await Promise.all(wrong.map(async ([what, key]) => [what, await closeOf(key)]))
  expect(ends).toEqual(wrong.map(([what]) => [what, [4403, 'Forbidden']]))
})
