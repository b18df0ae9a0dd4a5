import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { extendSchema, parse } from 'graphql'
import WebSocket from 'ws'
import { createApollo } from '../../src/graphql/apollo.js'
import { createExecutor } from '../../src/graphql/compiled.js'
import { createContext } from '../../src/graphql/context.js'
import { createGateway } from '../../src/graphql/gateway.js'
import { buildGraph } from '../../src/graphql/graph.js'
import { createMetrics } from '../../src/graphql/metrics.js'
import { policyFor } from '../../src/graphql/policy.js'
import { serveGraphql } from '../../src/graphql/server.js'
import { post, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const get = async (path: string) => {
  const response = await fetch(held.server.url + path)
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
    headers: response.headers,
  }
}

test('health and readiness need no key and tell nothing', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' })
  expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' })
  await held.hub.database.query('alter table migration rename to migration_elsewhere')
  expect(await get('/readyz')).toMatchObject({ status: 503, text: 'not ready\n' })
  await held.hub.database.query('alter table migration_elsewhere rename to migration')
  await held.hub.database.query('create temp table kept as select * from migration')
  expect(await get('/healthz')).toMatchObject({ status: 200 })
})

test('the page at the address says how to begin, loads nothing, and tells nothing about the graph', async () => {
  const page = await get('/')
  expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') })
  expect(page.text).toContain(`${held.server.url}/graphql`)
  expect(page.text).toContain('Authorization: Bearer')
  for (const [, path] of page.text.matchAll(/<code>(\/[a-z/]+)<\/code>/g))
    expect((await get(path ?? '')).status).toBe(200)
  expect(page.text).not.toMatch(/<script|src=|href=/)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('x-powered-by')).toBeNull()
})

test('a host that somebody makes up stays text', async () => {
  const { createConnection } = await import('node:net')
  const { port } = new URL(held.server.url)
  const text = await new Promise<string>(resolve => {
    let all = ''
    const socket = createConnection(Number(port), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: <script>x</script>\r\nConnection: close\r\n\r\n'),
    )
    socket
      .on('data', data => {
        all += data
      })
      .on('close', () => resolve(all))
  })
  expect(text).not.toContain('<script>')
})

test('the server loads by itself, whatever was loaded before', () => {
  const parameters = [
    '--import',
    './scripts/typescript.js',
    '--input-type=module',
    '-e',
    `await import('./src/graphql/server.ts')`,
  ]
  const { status, stderr } = spawnSync(process.execPath, parameters, {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('a port that is taken is a problem with a remedy', async () => {
  const port = Number(new URL(held.server.url).port)
  await expect(serveGraphql(held.hub, { port, host: '127.0.0.1' })).rejects.toMatchObject({
    problem: { code: 'request.invalid', message: expect.stringContaining('something else does already') },
  })
})

test('a server that closes answers what it has, ends its streams, and leaves the hub open', async () => {
  const other = await serveGraphql(held.hub, { port: 0, host: '127.0.0.1' })
  const key = await held.key('administrator')
  const { data } = await post(
    other.url,
    { query: 'mutation { startRun(input: { agent: "hr", profile: "full" }) { run { id } } }' },
    key,
  )
  const stream = await fetch(`${other.url}/graphql/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: `subscription { runProgress(runId: "${data.startRun.run.id}") { number } }` }),
  })
  const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  while (!rest.includes('"number":1')) rest += (await reader.read()).value ?? ''
  const answer = post(
    other.url,
    { query: '{ metaverseObjects(first: 200) { nodes { attributes { values contribution { rule } } } } }' },
    key,
  )
  await new Promise(done => setTimeout(done, 5))
  const start = performance.now()
  await other.close()
  expect(performance.now() - start).toBeLessThan(4_000)
  expect((await answer).status).toBe(200)
  await expect(drained(reader)).resolves.toBe('ended')
  await expect(fetch(`${other.url}/healthz`)).rejects.toThrow()
  expect((await held.ask('{ agents { totalCount } }')).data).toEqual({ agents: { totalCount: 2 } })
})

async function drained(reader: ReadableStreamDefaultReader<string>): Promise<'ended'> {
  for (;;) if ((await reader.read()).done) return 'ended'
}

test('a client that does not read cannot hold up the end', async () => {
  const other = await serveGraphql(held.hub, { port: 0, host: '127.0.0.1' })
  const socket = new WebSocket(`${other.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await new Promise(open => socket.once('open', open))
  socket.send(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${await held.key('reader')}` } }),
  )
  await new Promise(ack => socket.once('message', ack))
  socket.pause()
  const start = performance.now()
  await other.close()
  expect(performance.now() - start).toBeLessThan(4_000)
  socket.terminate()
})

test('the graph can be replaced while it is served', async () => {
  const base = await buildGraph()
  const gateway = createGateway(base, createExecutor())
  const apollo = createApollo(gateway, createServer(), { log: held.hub.log, metrics: createMetrics(held.hub) })
  await apollo.start()
  const actor = { name: 'x', roles: ['administrator'] } as const
  const policy = await policyFor(held.hub, { id: 'x', actor, expiresAt: undefined })
  const context = { hub: held.hub, actor, policy, recheck: async () => undefined }
  const ask = async (query: string) => {
    const { body } = await apollo.executeOperation({ query }, { contextValue: createContext(context) })
    return body.kind === 'single' ? body.singleResult : undefined
  }
  expect((await ask('{ tomorrow }'))?.errors).toHaveLength(1)
  const next = extendSchema(base, parse('extend type Query { tomorrow: String }'))
  gateway.replace(next)
  expect(await ask('{ tomorrow agents { totalCount } }')).toMatchObject({
    data: { tomorrow: null, agents: { totalCount: 2 } },
  })
  expect(() =>
    gateway.replace(extendSchema(base, parse('extend type Query { __bad: String }'), { assumeValidSDL: true })),
  ).toThrow()
  expect(gateway.schema).toBe(next)
  await apollo.stop()
})

test('a connection that rests is kept as long as balancers keep theirs', async () => {
  const response = await fetch(`${held.server.url}/healthz`)
  expect(response.headers.get('keep-alive')).toBe('timeout=75')
})
