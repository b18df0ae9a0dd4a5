import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createApiKey } from '../../src/access/create-key.js'
import { createAnswerTypes } from '../../src/graphql/answer-types.js'
import { createExecutor } from '../../src/graphql/compiled.js'
import { createGateway } from '../../src/graphql/gateway.js'
import { buildGraph } from '../../src/graphql/graph.js'
import { createMetrics } from '../../src/graphql/metrics.js'
import { plainQueries } from '../../src/graphql/plain-queries.js'
import { configureAccess } from './configured-access.js'
import { type World, world } from './support.js'

const PASSED_ON = 299
const JSON_TYPE = 'application/json; charset=utf-8'

let held: World
/** Answers plain queries, and says so of all others that it does not. */
let plain: Server

beforeAll(async () => {
  held = await world()
  const gateway = createGateway(await buildGraph(), createExecutor())
  const types = createAnswerTypes()
  for (const accept of [undefined, '*/*', 'application/json']) types.learn(accept, JSON_TYPE)
  types.learn('application/graphql-response+json', 'application/graphql-response+json; charset=utf-8')
  const metrics = createMetrics(held.hub)
  plain = createServer(
    { keepAliveTimeout: 75_000 },
    plainQueries(held.hub, {
      gateway,
      executor: createExecutor(),
      metrics,
      types,
      application: (request, response) => {
        response.statusCode = PASSED_ON
        response.end(JSON.stringify((request as { body?: unknown }).body ?? null))
      },
    }),
  )
  plain.listen(0, '127.0.0.1')
  await once(plain, 'listening')
})
afterAll(async () => {
  plain.close()
  await held.close()
})

interface Asked {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

const url = (): string => `http://127.0.0.1:${(plain.address() as AddressInfo).port}/graphql`
/** An address that is not plain, and means the same. */
const throughAll = (): string => `${held.server.url}/graphql?`

async function send(to: string, { body, headers }: Asked) {
  const response = await fetch(to, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await held.key('reader')}`,
      'x-request-id': 'the-same',
      ...headers,
    },
    body,
  })
  const { date: _, ...told } = Object.fromEntries(response.headers)
  return { status: response.status, headers: told, body: await response.text() }
}

const asked = (query: string, more: object = {}, headers?: Readonly<Record<string, string>>): Asked => ({
  body: JSON.stringify({ query, ...more }),
  ...(headers && { headers }),
})
const ACCEPTED = { accept: 'application/graphql-response+json' }
const MUTATION = 'mutation { startRun(input: { agent: "hr", profile: "none" }) { problems { code } } }'
const TWO =
  'query First { agents { nodes { name } } } query Second($n: Int = 1) { metaverseObjects(first: $n) { totalCount } }'

test.each<[string, Asked]>([
  ['a query', asked('{ agents { nodes { name } } }')],
  [
    'one with variables',
    asked('query ($n: Int) { metaverseObjects(first: $n) { nodes { id } } }', { variables: { n: 3 } }),
  ],
  ['one of two', asked(TWO, { operationName: 'Second', variables: null })],
  ['another media type', asked('{ agents { nodes { name } } }', {}, ACCEPTED)],
  ['an old client', asked('{ agents { nodes { name } } }', {}, { accept: 'application/json' })],
  [
    'the character set told',
    asked('{ agents { nodes { name } } }', {}, { 'content-type': 'application/json; charset=utf-8' }),
  ],
  ['a field that is refused', asked('{ agents { nodes { name } } apiKeys { nodes { name } } }')],
  ['one that fails', asked('{ agent(name: "nobody") { name } metaverseObjects(first: 501) { totalCount } }')],
  ['through a secure proxy', asked('{ agents { nodes { name } } }', {}, { 'x-forwarded-proto': 'https' })],
  ['no key', asked('{ agents { nodes { name } } }', {}, { authorization: 'Bearer nothing' })],
  ['no JSON', { body: '{ "query": "{ agents { nodes { name } } }" ' }],
])('%s has the answer that Express and Apollo give', async (_, request) => {
  const answer = await send(url(), request)
  expect(answer).toEqual(await send(throughAll(), request))
  expect(answer.status).not.toBe(PASSED_ON)
})

test.each<[string, Asked]>([
  ['a mutation', asked(MUTATION)],
  ['a subscription', asked('subscription { runs { __typename } }')],
  ['a mistake in the text', asked('{ agents { nam } }')],
  ['none of two', asked(TWO)],
  ['a variable of the wrong type', asked(TWO, { operationName: 'Second', variables: { n: 'many' } })],
  ['variables that are none', asked('{ agents { nodes { name } } }', { variables: ['n'] })],
  ['no text', { body: '{ "query": 7 }' }],
  ['no object', { body: '[{ "query": "{ agents { nodes { name } } }" }]' }],
  ['events', asked('{ agents { nodes { name } } }', {}, { accept: 'text/event-stream' })],
  ['a kind of client that nobody knows', asked('{ agents { nodes { name } } }', {}, { accept: 'text/html' })],
  ['another type of text', { ...asked('{ agents { nodes { name } } }'), headers: { 'content-type': 'text/plain' } }],
])('%s is passed on', async (_, request) => {
  expect((await send(url(), request)).status).toBe(PASSED_ON)
})

test('what was read is passed on as it was', async () => {
  const request = asked('{ agents { nam } }')
  expect(await send(url(), request)).toMatchObject({ body: request.body })
  const answer = await send(throughAll(), request)
  expect([answer.status, JSON.parse(answer.body).errors[0].message]).toEqual([
    400,
    expect.stringContaining('Cannot query field "nam"'),
  ])
})

test('what is passed on has used up nothing of what a key may ask', async () => {
  await configureAccess(held, { limits: { pointsPerMinute: 10 } })
  const key = await createApiKey(held.hub.database, { name: 'few points', scopes: ['administrator'] })
  const headers = { authorization: `Bearer ${key}` }
  expect((await send(url(), asked(MUTATION, {}, headers))).status).toBe(PASSED_ON)
  const nearlyAll = asked('{ metaverseObjects(first: 9) { nodes { id } } }', {}, headers)
  expect((await send(url(), nearlyAll)).status).toBe(200)
})
