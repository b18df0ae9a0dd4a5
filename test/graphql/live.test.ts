import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { nodeId } from '../../src/graphql/node-id.js'
import { serveGraphql } from '../../src/graphql/server.js'
import { openRunEventFeed } from '../../src/service/run-event-feed.js'
import { startRun } from '../../src/service/runs.js'
import { liveClients, OBJECTS, pause, put, RUNS, rename, until, writeChanges } from './live-world.js'
import { type World, withFarm, world } from './support.js'

let held: World
const open: pg.Client[] = []
const { hear, cutOff } = liveClients(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())
afterEach(async () => {
  await cutOff()
  for (const client of open.splice(0)) await client.end()
})

const ids = (events: readonly { objectId?: string }[]): (string | undefined)[] => events.map(event => event.objectId)
const objects = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => nodeId('MetaverseObject', first + i))

test.each(['socket', 'stream'] as const)(
  '%s: an object that changes is told with what has changed',
  async transport => {
    const { events } = hear({ query: OBJECTS, variables: { type: 'person' }, transport })
    await pause(300)
    const name = `Renamed over a ${transport}`
    await rename(held, 3, name)
    await until(() => events.length > 0)
    expect(events).toHaveLength(1)
    expect(events[0]).toEqual(expect.objectContaining({ kind: 'UPDATED', object: { displayName: name } }))
    expect(events[0]?.changedAttributes).toContain('displayName')
    expect(held.bugs).toEqual([])
  },
)

test('where: who comes to meet it is told, who leaves it is LEFT, others are not told, who goes is DELETED', async () => {
  const where = { attribute: 'displayName', startsWith: 'Chosen' }
  const { events } = hear({ query: OBJECTS, variables: { type: 'person', where } })
  await pause(300)
  await rename(held, 7, 'Chosen one')
  await rename(held, 8, 'Somebody')
  await until(
    () => events.length >= 2,
    () => events,
  )
  await rename(held, 7, 'Person 7')
  await until(
    () => events.length >= 3,
    () => events,
  )
  await held.hub.database.query(
    `insert into change_feed (object_id, object_type, kind, attributes) values (840001, 'person', 'deleted', '{displayName}'), (840002, 'group', 'deleted', '{displayName}')`,
  )
  await until(
    () => events.some(event => event.kind === 'DELETED'),
    () => events,
  )
  const told = events.map(event => [event.kind, event.object?.displayName])
  expect(told).toEqual(
    expect.arrayContaining([
      ['UPDATED', 'Chosen one'],
      ['LEFT', 'Person 7'],
      ['DELETED', undefined],
    ]),
  )
  expect(told.filter(([kind]) => kind === 'DELETED')).toHaveLength(1)
  expect(told.filter(([kind]) => kind === 'UPDATED')).toHaveLength(1)
})

test('a change that was written first and is committed last is missed by nobody, and told in the same order to who comes again', async () => {
  const { events } = hear({ query: OBJECTS })
  await pause(300)
  const [first, second] = [await session(), await session()]
  await write(first, 800_001)
  await write(second, 800_002)
  await second.query('commit')
  await writeChanges(held, 800_003, 1)
  await pause(500)
  expect(ids(events)).toEqual([])
  await first.query('commit')
  await until(
    () => events.length === 3,
    () => events,
  )
  expect(ids(events)).toEqual(objects(800_001, 3))
  for (const [seen, event] of events.entries()) {
    const again = hear({ query: OBJECTS, variables: { after: event.cursor } })
    await until(
      () => again.events.length === 2 - seen,
      () => again.events,
    )
    expect(ids(again.events)).toEqual(objects(800_002 + seen, 2 - seen))
  }
})

test('a change with a smaller number of a younger transaction is not lost', async () => {
  const { events } = hear({ query: OBJECTS })
  await pause(300)
  const [older, younger] = [await session(), await session()]
  await older.query('select pg_current_xact_id()')
  await write(younger, 810_002)
  await write(older, 810_001)
  await younger.query('commit')
  await older.query('commit')
  await until(
    () => events.length === 2,
    () => events,
  )
  // By transaction: the older one's row has the greater number.
  expect(ids(events)).toEqual(objects(810_001, 2))
})

test('a restart and another process in between: nothing is missed or repeated', async () => {
  const other = { ...held.hub, events: await openRunEventFeed(held.hub.database) }
  let server = await serveGraphql(other, { port: 0, host: '127.0.0.1' })
  const here = hear({ query: OBJECTS })
  let there = hear({ query: OBJECTS, url: server.url })
  await pause(300)
  const seen = []
  for (let i = 0; i < 5; i++) {
    await writeChanges(held, 820_000 + i * 10, 5)
    if (i % 2 === 0) await until(() => there.events.length > 0)
    await server.close()
    await there.over
    seen.push(...there.events)
    await writeChanges(held, 820_005 + i * 10, 5)
    server = await serveGraphql(other, { port: 0, host: '127.0.0.1' })
    const after = seen.at(-1)?.cursor
    there = hear({ query: OBJECTS, url: server.url, variables: { after }, transport: i % 2 ? 'socket' : 'stream' })
    await until(() => seen.length + there.events.length === (i + 1) * 10)
  }
  seen.push(...there.events)
  await until(() => here.events.length === 50)
  expect(seen.map(event => event.cursor)).toEqual(here.events.map(event => event.cursor))
  expect(ids(seen)).toEqual(objects(820_000, 50))
  await server.close()
  await other.events.close()
})

test.each([
  ['an operator', OBJECTS, {}, 'operator', 'access.denied'],
  ['a farm', OBJECTS, {}, 'farm:x', 'access.denied'],
  ['a farm', RUNS, {}, 'farm:x', 'access.denied'],
  ['a joiner', RUNS, {}, 'joiner', 'access.denied'],
  ['an unknown type', OBJECTS, { type: 'persom' }, 'reader', 'request.not-found'],
  ['an unknown agent', RUNS, { agent: 'hrr' }, 'reader', 'request.not-found'],
  ['an unknown attribute', OBJECTS, { where: { attribute: 'salary', present: true } }, 'reader', 'request.invalid'],
  ['a place that is none', OBJECTS, { after: 'x' }, 'reader', 'request.invalid'],
] as const)('refused: %s', async (_who, query, variables, role, code) => {
  const { events, over } = hear({ query, variables, role })
  expect(String(await over)).toContain(code)
  expect(events).toEqual([])
})

test('a place from before the history that is kept is refused, not passed over', async () => {
  const { events } = hear({ query: OBJECTS })
  await pause(300)
  await writeChanges(held, 830_000, 1)
  await until(() => events.length === 1)
  await held.hub.database.query(`update history_kept set since = now() + interval '1 second'`)
  const late = hear({ query: OBJECTS, variables: { after: events[0]?.cursor } })
  expect(String(await late.over)).toContain('history.not-kept')
  await held.hub.database.query('update history_kept set since = null')
})

test('another configuration with another schema: subscriptions that are open go on', async () => {
  const { events } = hear({ query: OBJECTS, variables: { type: 'person' } })
  await pause(300)
  await held.test.apply(withFarm(held.source))
  await held.ask('{ agents { totalCount } }')
  put(held.hr, 11, 'After the change')
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
  await until(() => events.length > 0)
  expect(events[0]?.object).toEqual({ displayName: 'After the change' })
})

// Last: its runs wait for a worker for ever.
test('runs: of one agent or all, from the moment they are asked for, and again after a place', async () => {
  const all = hear({ query: RUNS, role: 'operator' })
  const portal = hear({ query: RUNS, variables: { agent: 'portal' }, role: 'operator' })
  await pause(300)
  const actor = { name: 'test', roles: ['operator'] } as const
  await startRun(held.hub, actor, { agent: 'hr', profile: 'full' })
  await startRun(held.hub, actor, { agent: 'portal', profile: 'export' })
  await until(() => all.events.length === 2 && portal.events.length === 1)
  expect(all.events).toEqual([
    expect.objectContaining({ kind: 'RUN_QUEUED', status: null, run: { agentName: 'hr' } }),
    expect.objectContaining({ kind: 'RUN_QUEUED', status: null, run: { agentName: 'portal' } }),
  ])
  expect(portal.events).toEqual([all.events[1]])
  const again = hear({ query: RUNS, variables: { after: all.events[0]?.cursor }, role: 'operator' })
  await until(() => again.events.length === 1)
  expect(again.events).toEqual([all.events[1]])
})

async function session(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: held.hub.database.url })
  await client.connect()
  open.push(client)
  await client.query('begin')
  return client
}

const write = (client: pg.Client, object: number): Promise<unknown> =>
  client.query(
    `insert into change_feed (object_id, object_type, kind, attributes) values ($1, 'person', 'updated', '{displayName}')`,
    [object],
  )
