import { afterAll, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { createApiKey } from '../../src/access/create-key.js'
import { deedsSince } from '../support/deeds.js'
import type { IdentityProvider } from '../support/identity-provider.js'
import { post, type World } from './support.js'
import { type TokenWorld, tokenWorld } from './token-world.js'

let held: World
let provider: IdentityProvider

let served: TokenWorld

beforeAll(async () => {
  served = await tokenWorld()
  held = served.held
  provider = served.provider
})
afterAll(() => served?.close())

test('a token opens what its groups say and nothing else; what it did is on record with its name and address', async () => {
  const token = await provider.token({ groups: ['Operators'] })
  const events = await deedsSince(held.hub.database)
  const { data } = await post(
    held.server.url,
    { query: 'mutation { startRun(input: { agent: "hr", profile: "none" }) { problems { code } } }' },
    token,
  )
  expect(data.startRun.problems).toEqual([{ code: 'request.not-found' }])
  expect(await events()).toMatchObject([{ actor: 'oidc:anna', operation: 'start-run' }])
  const [{ origin } = { origin: '' }] = await held.hub.database.query<{ origin: string }>(
    `select origin from audit_event where actor = 'oidc:anna' limit 1`,
  )
  expect(origin).toContain('127.0.0.1')
  const { errors } = await post(held.server.url, { query: '{ configuration { version } }' }, token)
  expect(errors?.[0]?.extensions.code).toBe('access.denied')
})

test.each([
  ['token', (seconds: number) => provider.token({ groups: ['Operators'] }, seconds)],
  [
    'key',
    (seconds: number) =>
      createApiKey(held.hub.database, {
        name: 'short',
        scopes: ['operator'],
        expiresAt: new Date(Date.now() + seconds * 1_000),
      }),
  ],
])('an idle socket and an idle stream end with their %s', async (_, make) => {
  const secret = await make(3)
  const socket = new WebSocket(held.server.url.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws')
  const acknowledged = new Promise(resolve => socket.on('message', resolve))
  const closed = new Promise<number>((resolve, reject) => {
    socket.on('close', resolve)
    socket.on('error', reject)
  })
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${secret}` } }))
  })
  await acknowledged
  // Nobody executes it: its events stop after the first.
  const { data } = await held.ask('mutation { startRun(input: { agent: "hr", profile: "full" }) { run { id } } }')
  const response = await fetch(`${held.server.url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ query: `subscription { runProgress(runId: "${data.startRun.run.id}") { kind } }` }),
  })
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('RUN_QUEUED')
  expect(await closed).toBe(4403)
  expect((await post(held.server.url, { query: '{ __typename }' }, secret)).status).toBe(401)
})
