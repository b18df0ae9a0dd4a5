import { hash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { configureAccess } from './configured-access.js'
import { type World, world } from './support.js'

let held: World
let folder: string

const LISTED = 'query ($n: Int = 1) { agents(first: $n) { nodes { name } } }'
const FILED = '{ agents { totalCount } }'
const OTHER = '{ agents { nodes { id } } }'
const sha256 = (text: string): string => hash('sha256', text, 'hex')

beforeAll(async () => {
  held = await world()
  folder = await mkdtemp(join(tmpdir(), 'identity-hub-documents-'))
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ 'portal-1': LISTED }))
  await writeFile(join(folder, 'count.graphql'), `${FILED}\n`)
  await configureAccess(held, { trustedDocuments: { from: folder } })
})
afterAll(async () => {
  await held.close()
  await rm(folder, { recursive: true })
})

type Params = Record<string, unknown>

async function overHttp(params: Params, role: 'reader' | 'administrator') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await held.key(role)}` }
  const response = await fetch(`${held.server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(params) })
  return (await response.json()) as Params
}

async function byGet(params: Params, role: 'reader' | 'administrator') {
  const texts = Object.entries(params).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const headers = { 'apollo-require-preflight': 'yes', authorization: `Bearer ${await held.key(role)}` }
  const response = await fetch(`${held.server.url}/graphql?${new URLSearchParams(texts)}`, { headers })
  return (await response.json()) as Params
}

async function asStream(params: Params, role: 'reader' | 'administrator') {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${await held.key(role)}`,
  }
  const response = await fetch(`${held.server.url}/graphql/stream`, {
    method: 'POST',
    headers,
    body: JSON.stringify(params),
  })
  const text = await response.text()
  return JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? text) as Params
}

async function overSocket(params: Params, role: 'reader' | 'administrator') {
  const socket = new WebSocket(`${held.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const payload = { authorization: `Bearer ${await held.key(role)}` }
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  return new Promise<Params>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', data => {
      const message = JSON.parse(String(data))
      if (message.type === 'connection_ack')
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '', ...params } }))
      else if (message.type === 'next' || message.type === 'error') {
        socket.close()
        resolve(message.type === 'next' ? message.payload : { errors: message.payload })
      }
    })
  })
}

const REFUSED = { errors: [{ message: expect.any(String), extensions: { code: 'request.not-trusted' } }] }
const FOUND = { data: { agents: { nodes: [{ name: 'hr' }] } } }
const COUNTED = { data: { agents: { totalCount: 2 } } }

describe.each([
  ['HTTP', overHttp],
  ['GET', byGet],
  ['an event stream', asStream],
  ['a socket', overSocket],
])('over %s', (_name, ask) => {
  test.each([
    ['an id of the manifest', { documentId: 'portal-1' }, FOUND],
    ['the hash of a text of the manifest', { documentId: `sha256:${sha256(LISTED)}` }, FOUND],
    ["Apollo's form", { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(FILED) } } }, COUNTED],
    ['the text itself', { query: FILED }, COUNTED],
    [
      'variables',
      { documentId: 'portal-1', variables: { n: 0 } },
      { errors: [{ extensions: { code: 'request.invalid' } }] },
    ],
    ['another text', { query: OTHER }, REFUSED],
    ['another text under an id of the list that is none', { query: OTHER, documentId: 'x' }, REFUSED],
    ['an id that is none', { documentId: '__proto__' }, REFUSED],
    [
      'another text with its hash',
      { query: OTHER, extensions: { persistedQuery: { version: 1, sha256Hash: sha256(OTHER) } } },
      REFUSED,
    ],
    ['introspection', { query: '{ __schema { queryType { name } } }' }, REFUSED],
  ])('a limited key: %s', async (_what, params, answer) => {
    expect(await ask(params, 'reader')).toMatchObject(answer)
  })

  test('a text beside the id of another is not executed, whoever asks', async () => {
    expect(await ask({ query: OTHER, documentId: 'portal-1' }, 'reader')).toMatchObject(FOUND)
  })

  test('administrators ask what they like, and may use ids', async () => {
    expect(await ask({ query: OTHER }, 'administrator')).toMatchObject({
      data: { agents: { nodes: expect.any(Array) } },
    })
    expect(await ask({ documentId: 'portal-1' }, 'administrator')).toMatchObject(FOUND)
  })
})

test('two texts in one address, or a batch, are no way around', async () => {
  const headers = { 'apollo-require-preflight': 'yes', authorization: `Bearer ${await held.key('reader')}` }
  const query = new URLSearchParams([
    ['query', FILED],
    ['query', OTHER],
  ])
  expect((await fetch(`${held.server.url}/graphql?${query}`, { headers })).status).toBe(400)
  const body = JSON.stringify([{ query: FILED }, { query: OTHER }])
  const batch = await fetch(`${held.server.url}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  })
  expect([batch.status, await batch.json()]).toMatchObject([400, REFUSED])
})

test('what is put on the list is served without a restart; a list that cannot be read trusts nothing and is in the log', async () => {
  await writeFile(join(folder, 'more.graphql'), OTHER)
  await sleep(1_100)
  expect(await overHttp({ query: OTHER }, 'reader')).toMatchObject({ data: {} })
  await writeFile(join(folder, 'manifest.json'), '{')
  await sleep(1_100)
  expect(await overHttp({ documentId: 'portal-1' }, 'reader')).toMatchObject(REFUSED)
  expect(held.bugs).toMatchObject([{ error: expect.any(Error) }])
  held.bugs.length = 0
})
