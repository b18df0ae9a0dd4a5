import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { getIntrospectionQuery } from 'graphql'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { createApiKey } from '../../src/access/create-key.js'
import type { Role } from '../../src/access/roles.js'
import { configureAccess } from './configured-access.js'
import { post, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const keyOf = (...scopes: Role[]): Promise<string> => createApiKey(held.hub.database, { name: 'x', scopes })

const overHttp = async (query: string, key: string) => (await post(held.server.url, { query }, key)).errors

async function overSocket(query: string, key: string) {
  const socket = createClient({
    url: `${held.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  })
  try {
    return (await socket.iterate({ query }).next()).value.errors
  } catch (errors) {
    return errors
  } finally {
    await socket.dispose()
  }
}

async function asStream(query: string, key: string) {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${key}` }
  const response = await fetch(`${held.server.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  })
  const text = await response.text()
  return JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? text).errors
}

const ASKS_FOR_SCHEMA = [
  getIntrospectionQuery(),
  '{ __type(name: "Query") { fields { name } } }',
  '{ _service { sdl } }',
  '{ ...f } fragment f on Query { x: __schema { types { name } } }',
  'query ($no: Boolean = false) { __typename @skip(if: $no) ... on Query { __schema { types { name } } } }',
]

describe.each([
  ['HTTP', overHttp],
  ['a socket', overSocket],
  ['an event stream', asStream],
])('over %s', (_name, ask) => {
  test('a farm is not told the schema, nor names close to wrong ones; a reader is', async () => {
    const [farm, reader] = [await keyOf('farm:portal'), await keyOf('reader')]
    for (const query of ASKS_FOR_SCHEMA) {
      expect(await ask(query, farm)).toMatchObject([{ message: 'This key may not ask for the schema.' }])
      expect(await ask(query, reader)).toBeUndefined()
    }
    expect(await ask('{ __typename }', farm)).toBeUndefined()
    const wrong = '{ agentz { nodes { name } } }'
    expect(JSON.stringify(await ask(wrong, reader))).toContain('Did you mean')
    const [error] = await ask(wrong, farm)
    expect(error.message).toBe('Cannot query field "agentz" on type "Query".')
    expect(JSON.stringify(await ask('{ agents(frist: 1) { nodes { nam } } ... on Agen { id } }', farm))).not.toContain(
      'mean',
    )
  })
})

test('values that are close are not told either, in documents or in variables', async () => {
  const farm = await keyOf('farm:portal')
  const inline = await overHttp(
    '{ connectorSpaceEntries(agent: "hr", filter: { pendingExport: [UPDAT] }) { totalCount } }',
    farm,
  )
  expect(JSON.stringify(inline)).not.toContain('mean')
  const query = 'query ($f: EntryFilterInput) { connectorSpaceEntries(agent: "hr", filter: $f) { totalCount } }'
  const variables = { f: { pendingExport: ['UPDAT'], stat: 1 } }
  const { errors } = await post(held.server.url, { query, variables }, farm)
  expect(errors?.length).toBeGreaterThan(0)
  expect(JSON.stringify(errors)).not.toContain('mean')
})

test('the configuration says who may ask; one role that may is enough', async () => {
  await configureAccess(held, { introspection: ['administrator'] })
  const asks = '{ __type(name: "Query") { name } }'
  expect(await overHttp(asks, await keyOf('reader'))).toHaveLength(1)
  expect(await overHttp(asks, await keyOf('reader', 'administrator'))).toBeUndefined()
})
