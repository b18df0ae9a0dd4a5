import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { ROLES } from '../../src/access/roles.js'
import { type World, world } from './support.js'

const spans = new InMemorySpanExporter()
let held: World

beforeAll(async () => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
  held = await world()
})
afterAll(async () => {
  await held?.close()
  trace.disable()
})

const metrics = async (key: string | undefined) => {
  const response = await fetch(`${held.server.url}/metrics`, { headers: key ? { authorization: `Bearer ${key}` } : {} })
  return { status: response.status, text: await response.text() }
}

const figure = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find(each => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

test('Prometheus reads what the hub is at: runs, exports, operations, connections', async () => {
  await held.ask('{ agents { totalCount } }')
  await held.ask('{ nothing }')
  const { status, text } = await metrics(await held.key('operator'))
  expect(status).toBe(200)
  expect(figure(text, 'hub_runs_total{agent="hr",status="success"}')).toBe(2)
  expect(figure(text, 'hub_run_seconds_total{agent="hr",status="success"}')).toBeGreaterThan(0)
  const [row] = await held.hub.database.query<{ count: number }>(
    `select count(*) from export_change x join agent a on a.id = x.agent_id where a.name = 'portal' and x.layer = 'pending'`,
  )
  expect(row?.count).toBeGreaterThan(0)
  expect(figure(text, 'hub_pending_exports{agent="portal"}')).toBe(row?.count)
  expect(figure(text, 'hub_import_age_seconds{agent="hr"}')).toBeGreaterThanOrEqual(0)
  expect(figure(text, 'hub_graphql_operation_seconds_count{operation="query",outcome="good"}')).toBeGreaterThan(0)
  expect(figure(text, 'hub_graphql_operation_seconds_count{operation="query",outcome="errors"}')).toBeGreaterThan(0)
  expect(figure(text, 'process_resident_memory_bytes')).toBeGreaterThan(0)
  // Asked again, the hub's numbers are what they are and not twice as much.
  expect(figure((await metrics(await held.key('reader'))).text, 'hub_runs_total{agent="hr",status="success"}')).toBe(2)
})

test.each(ROLES)('a key with the role %s', async role => {
  const allowed = ['administrator', 'operator', 'reader'].includes(role)
  expect((await metrics(await held.key(role))).status).toBe(allowed ? 200 : 403)
})

test('without a key there are no numbers, and the state of the process is for everybody', async () => {
  expect((await metrics(undefined)).status).toBe(401)
  for (const path of ['/health/live', '/health/ready', '/healthz', '/readyz'])
    expect([path, (await fetch(held.server.url + path)).status]).toEqual([path, 200])
})

test('a request is called what its proxy calls it, and what is no name is not taken', async () => {
  const named = await fetch(`${held.server.url}/health/live`, { headers: { 'x-request-id': 'proxy-17' } })
  expect(named.headers.get('x-request-id')).toBe('proxy-17')
  for (const id of ['', 'a b', 'x'.repeat(200), '<script>']) {
    const response = await fetch(`${held.server.url}/health/live`, { headers: { 'x-request-id': id } })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('operations, runs and their steps are traced', async () => {
  spans.reset()
  await held.ask('query Counting { agents { totalCount } }')
  await held.ask('query Wrong { agent(name: 1) { name } }')
  await held.test.run('hr', 'full-import')
  const found = new Map(spans.getFinishedSpans().map(span => [span.name, span]))
  expect(found.get('graphql query Counting')?.attributes).toMatchObject({
    'graphql.operation.name': 'Counting',
    'hub.request': expect.any(String),
  })
  const failed = [...found.values()].filter(span => span.status.code === SpanStatusCode.ERROR)
  expect(failed.map(span => span.name)).toEqual(['graphql'])
  expect(found.get('step full-import')?.attributes).toMatchObject({ 'hub.agent': 'hr', 'hub.status': 'success' })
  expect(found.get('run hr test')?.attributes).toMatchObject({ 'hub.profile': 'test', 'hub.status': 'success' })
})
