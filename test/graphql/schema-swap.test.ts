import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { applyConfiguration } from '../../src/configuration/apply.js'
import { checkDocument } from '../../src/configuration/check.js'
import { serveGraphql } from '../../src/graphql/server.js'
import { openDatabase } from '../../src/storage/database.js'
import { DOCUMENT, post, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

type Document = {
  metaverse: { attributes: Record<string, unknown>; types: Record<string, { attributes: string[] }> }
  agents: Record<string, { objects: Record<string, { import: Record<string, Record<string, unknown>> }> }>
}

const SOURCE = /-hr$/
async function document(): Promise<Document> {
  const [row] = await held.hub.database.query<{ settings: { source: string } }>(
    `select settings from agent where name = 'hr'`,
  )
  return structuredClone(DOCUMENT(String(row?.settings.source).replace(SOURCE, ''))) as Document
}

/** As another process would: on a database connection of its own. */
async function applyElsewhere(next: object): Promise<void> {
  const database = await openDatabase({ url: held.hub.database.url })
  try {
    await applyConfiguration(database, checkDocument(next as Record<string, unknown>), { author: 'another process' })
  } finally {
    await database.close()
  }
}

/** Until it holds, for half a minute at most. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it never came')
    await new Promise(done => setTimeout(done, 20))
  }
}

const hasType = async (name: string): Promise<boolean> =>
  (await held.ask('query ($name: String!) { __type(name: $name) { name } }', { name })).data.__type !== null

test('a type that another process adds is there without a restart, and requests and subscriptions go on', async () => {
  const second = await serveGraphql(held.hub, { port: 0, host: '127.0.0.1' })
  const key = await held.key('administrator')
  const client = createClient({
    url: `${held.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
  })
  const { data } = await held.ask('{ runs(last: 1) { nodes { id } } }')
  const [run] = data.runs.nodes
  try {
    // A run that never ends: the subscription stays open.
    const [open] = await held.hub.database.query<{ id: number }>(
      `insert into run (agent_id, agent_name, number, profile_name, requested_by, status)
       select agent_id, agent_name, 999, profile_name, 'test', 'in-progress' from run order by id limit 1 returning id`,
    )
    const id = Buffer.from(`v1:Run:${open?.id}`).toString('base64url')
    const events = client.iterate<{ runProgress: { number: number } }>({
      query: 'subscription ($id: ID!) { runProgress(runId: $id) { number } }',
      variables: { id },
    })
    const next = events.next()
    let asking = true
    const failures: unknown[] = []
    const load = (async () => {
      while (asking) {
        const { status, errors } = await held.ask(
          '{ people(first: 3) { nodes { displayName manager { displayName } } } }',
        )
        if (status !== 200 || errors !== undefined) failures.push([status, errors])
      }
    })()
    const changed = await document()
    changed.metaverse.attributes.wheels = 'number'
    changed.metaverse.types.vehicle = { attributes: ['displayName', 'wheels'] }
    await applyElsewhere(changed)
    await eventually(() => hasType('Vehicle'))
    const seen = await held.ask('{ vehicles { totalCount nodes { wheels } } }')
    expect(seen.data).toEqual({ vehicles: { totalCount: 0, nodes: [] } })
    await eventually(
      async () => (await post(second.url, { query: '{ vehicles { totalCount } }' }, key)).errors === undefined,
    )
    asking = false
    await load
    expect(failures).toEqual([])
    await held.hub.database.query(
      `insert into run_event (run_id, number, kind, data) values ($1, 1, 'run-started', '{}')`,
      [open?.id],
    )
    expect((await next).value).toMatchObject({ data: { runProgress: { number: 1 } } })
    await events.return?.()
    // The socket that is open knows the new type, too.
    const over = client.iterate({ query: '{ vehicles { totalCount } }' })
    expect((await over.next()).value).toEqual({ data: { vehicles: { totalCount: 0 } } })
    await held.hub.database.query('delete from run where id = $1', [open?.id])
  } finally {
    await client.dispose()
    await second.close()
  }
  expect(run).toBeDefined()
})

test('a type that goes is unknown from then on, and objects of it are untyped', async () => {
  const changed = await document()
  changed.metaverse.types.vehicle = { attributes: ['displayName'] }
  await applyElsewhere(changed)
  await eventually(() => hasType('Vehicle'))
  await held.hub.database.query(
    `insert into metaverse_object (id, type, attributes, keys) values (77, 'vehicle', '{"displayName": ["Truck"]}', '{"displayName": ["truck"]}')`,
  )
  const query = '{ metaverseObjects(type: "vehicle") { nodes { __typename displayName } } }'
  expect((await held.ask(query)).data.metaverseObjects.nodes).toEqual([{ __typename: 'Vehicle', displayName: 'Truck' }])
  await applyElsewhere(await document())
  await eventually(async () => !(await hasType('Vehicle')))
  expect((await held.ask('{ vehicles { totalCount } }')).status).toBe(400)
  expect((await held.ask(query)).data.metaverseObjects.nodes).toEqual([
    { __typename: 'UntypedObject', displayName: 'Truck' },
  ])
  expect(held.bugs).toEqual([])
})

test('the description says who contributes', async () => {
  const { data } = await held.ask('{ __type(name: "Person") { fields { name description } } }')
  const fields = new Map(
    data.__type.fields.map((field: { name: string; description: string }) => [field.name, field.description]),
  )
  expect(fields.get('mail')).toBe('The attribute mail: the value (string). Indexed. Contributed by hr.')
  expect(fields.get('title')).toBe('The attribute title: the value (string). No agent contributes it.')
  expect(fields.get('manager')).toBe(
    'What the attribute manager refers to: an object of the type person. Contributed by hr.',
  )
  expect(fields.get('photo')).toContain('Answered as where to fetch it')
})
