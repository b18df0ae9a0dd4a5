import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createApiKey, revokeApiKey } from '../../src/access/create-key.js'
import { parsePlace } from '../../src/graphql/live-cursor.js'
import { serveGraphql } from '../../src/graphql/server.js'
import type { FarmChange } from '../../src/service/farm-news.js'
import { followFarm } from '../../src/service/follow-farm.js'
import type { Hub } from '../../src/service/hub.js'
import { openRunEventFeed } from '../../src/service/run-event-feed.js'
import { endOfObjectFeed, readObjectFeed } from '../../src/storage/read/object-feed.js'
import { BRANCH, FARMS, type FarmWorld, farmWorld, INTRANET, PROFILE } from './farm-world.js'
import { type LiveEvent, liveClients, pause, until } from './live-world.js'
import { DOCUMENT, PEOPLE } from './support.js'

const FOLLOW = `subscription ($farm: String, $after: String) {
  farmChanges(farm: $farm, after: $after) {
    ... on FarmChange { cursor id kind profile ${PROFILE} } ... on Lagged { after } } }`
const PLACE = '{ farm { changes { cursor } } }'
/** As long as a subscription takes to begin. */
const BEGUN_MS = 300

let held: FarmWorld
const { hear, cutOff } = liveClients(() => held)

/** Who leaves HR is gone, and not a profile without anything. */
function documentWith(farms: object): object {
  const document = DOCUMENT(held.source) as { metaverse: { types: { person: object } } }
  const person = { ...document.metaverse.types.person, deletion: { when: 'any-connector', of: ['hr'] } }
  return { ...document, metaverse: { ...document.metaverse, types: { person } }, farms }
}

beforeAll(async () => {
  held = await farmWorld()
  await held.test.apply(documentWith(FARMS))
})
afterAll(() => held.close())
beforeEach(async () => {
  for (let i = 0; i < PEOPLE; i++) held.put(i)
  if (held.hr.objects.has('P100')) held.hr.delete('P100')
  await held.synchronize()
  await settled()
})
afterEach(cutOff)

/** What an older transaction, anywhere in the server, keeps back would be told to whoever comes meanwhile. */
async function settled(): Promise<void> {
  const { database } = held.hub
  while ((await readObjectFeed(database, await endOfObjectFeed(database), 1)).unsettled) await pause(25)
}

const told = (events: readonly LiveEvent[]) => events.map(({ kind, profile }) => [kind, profile?.account ?? null])
const heard = (events: readonly LiveEvent[], count: number): Promise<void> =>
  until(
    () => events.length >= count,
    () => told(events),
  )
const change = async (person: number, attributes: Record<string, string[]>): Promise<void> => {
  held.put(person, attributes)
  await held.synchronize()
}

describe.each(['socket', 'stream'] as const)('over a %s', transport => {
  test('who comes, changes and goes is told as the farm sees them, and of others nothing', async () => {
    const mine = hear({ query: FOLLOW, transport, role: INTRANET })
    const branch = hear({ query: FOLLOW, transport, role: BRANCH })
    const staff = hear({ query: FOLLOW, transport, role: 'reader', variables: { farm: 'intranet' } })
    await pause(BEGUN_MS)
    await change(7, { cn: ['Somebody'], mail: ['some@Contoso.test'] })
    await change(8, { floor: ['2'] })
    await change(9, { cn: ['Of the branch'] })
    await change(9, { cn: ['Of the branch'], floor: ['1'] })
    await change(7, { floor: ['4'] })
    await change(100, { manager: [] })
    held.hr.delete('P100')
    await held.synchronize()
    await heard(mine.events, 5)
    await heard(branch.events, 3)
    await pause(BEGUN_MS)
    expect(told(mine.events)).toEqual([
      ['CHANGED', '1007'],
      ['ENTERED', '1009'],
      ['LEFT', null],
      ['ENTERED', '1100'],
      ['LEFT', null],
    ])
    expect(mine.events[0]?.profile?.properties).toEqual([
      { name: 'PreferredName', values: ['Somebody'] },
      { name: 'WorkEmail', values: ['some@Contoso.test'] },
    ])
    expect(told(branch.events)).toEqual([
      ['CHANGED', '1009'],
      ['LEFT', null],
      ['ENTERED', '1007'],
    ])
    expect(branch.events.at(-1)?.profile?.properties).toEqual([])
    expect(staff.events).toEqual(mine.events)
    expect(held.bugs).toEqual([])
  })
})

test('a place of the changes is one of the subscription, and the other way round', async () => {
  const place = (await held.data(PLACE)).farm.changes.cursor
  await change(7, { cn: ['First'] })
  await change(8, { cn: ['Second'] })
  const { events } = hear({ query: FOLLOW, role: INTRANET, variables: { after: place } })
  await heard(events, 2)
  const page = `query ($after: String) { farm { changes(after: $after) { cursor nodes { cursor id kind profile ${PROFILE} } } } }`
  const all = (await held.data(page, { after: place })).farm.changes
  expect(all.nodes).toEqual(events)
  const rest = (await held.data(page, { after: events[0]?.cursor })).farm.changes
  expect(rest.nodes).toEqual(events.slice(1))
  const after = hear({ query: FOLLOW, role: INTRANET, variables: { after: all.cursor } })
  await pause(BEGUN_MS)
  await change(11, { cn: ['Third'] })
  await heard(after.events, 1)
  expect(told(after.events)).toEqual([['CHANGED', '1011']])
})

test('who came and went meanwhile is told alike to whoever reads it at once, later, or in a page of changes', async () => {
  const place = (await held.data(PLACE)).farm.changes.cursor
  const now = hear({ query: FOLLOW, role: INTRANET })
  await pause(BEGUN_MS)
  await change(9, { floor: ['1'] })
  await heard(now.events, 1)
  await change(9, { floor: ['4'] })
  await change(7, { floor: ['4'] })
  await change(7, { cn: ['Away'], floor: ['4'] })
  await change(7, { cn: ['Back'] })
  await heard(now.events, 4)
  const later = hear({ query: FOLLOW, role: INTRANET, variables: { after: place } })
  await heard(later.events, 4)
  expect(later.events.map(({ kind }) => kind)).toEqual(['ENTERED', 'LEFT', 'LEFT', 'ENTERED'])
  const places = ({ cursor, kind, id }: LiveEvent) => ({ cursor, kind, id })
  expect(later.events.map(places)).toEqual(now.events.map(places))
  // As they are now: the one who came is gone again, the one who left is back.
  expect(told(later.events).map(([, account]) => account)).toEqual([null, null, '1007', '1007'])
  const page = `query ($after: String) { farm { changes(after: $after) { nodes { kind profile ${PROFILE} } } } }`
  const nodes = (await held.data(page, { after: place })).farm.changes.nodes
  expect(told(nodes)).toEqual([
    ['LEFT', null],
    ['CHANGED', '1007'],
  ])
})

test('a restart and another process in between: nothing is missed or repeated', async () => {
  const other: Hub = { ...held.hub, events: await openRunEventFeed(held.hub.database) }
  let server = await serveGraphql(other, { port: 0, host: '127.0.0.1' })
  const here = hear({ query: FOLLOW, role: INTRANET })
  let there = hear({ query: FOLLOW, role: INTRANET, url: server.url })
  await pause(BEGUN_MS)
  const seen: LiveEvent[] = []
  for (let i = 0; i < 3; i++) {
    await change(1, { cn: [`Seen ${i}`] })
    await heard(there.events, 1)
    await server.close()
    await there.over
    seen.push(...there.events)
    await change(2, { cn: [`Meanwhile ${i}`] })
    await change(9, { floor: [String(i === 1 ? 4 : 1)] })
    server = await serveGraphql(other, { port: 0, host: '127.0.0.1' })
    const transport = i % 2 ? 'socket' : 'stream'
    const variables = { after: seen.at(-1)?.cursor }
    there = hear({ query: FOLLOW, role: INTRANET, url: server.url, transport, variables })
    // Person 1 goes back to the old name when the next one is changed: nobody says that here.
    await heard(there.events, here.events.length - seen.length)
    await pause(BEGUN_MS)
    seen.push(...there.events.splice(0))
  }
  await pause(BEGUN_MS)
  expect(seen.length).toBeGreaterThan(6)
  expect(seen.map(event => event.cursor)).toEqual(here.events.map(event => event.cursor))
  expect(new Set(seen.map(event => event.cursor)).size).toBe(seen.length)
  await server.close()
  await other.events.close()
})

test('whoever takes the events slowly is told what is by then, not what was when the first one was read', async () => {
  const place = (await held.data(PLACE)).farm.changes.cursor
  await change(7, { cn: ['First'] })
  await change(8, { cn: ['Second'] })
  const reader = { name: 'slow', roles: [INTRANET] }
  const events = followFarm(held.hub, reader, { farm: undefined, after: parsePlace(place) })
  const next = async () => {
    const { value } = await events.next()
    return (value as FarmChange).profile?.properties[0]?.values
  }
  expect(await next()).toEqual(['First'])
  await change(8, { cn: ['Third'] })
  await pause(1_100)
  expect(await next()).toEqual(['Third'])
  await events.return()
})

test('what many subscribers of a farm are told is read once', async () => {
  const { statistics } = held.hub.database
  const all = Array.from({ length: 30 }, () => hear({ query: FOLLOW, role: INTRANET }))
  await pause(BEGUN_MS)
  await change(7, { cn: ['For one'] })
  await Promise.all(all.map(({ events }) => heard(events, 1)))
  const { statements: before } = statistics
  await held.hub.database.query(
    `insert into change_feed (object_id, object_type, kind, attributes)
     select id, 'person', 'updated', '{displayName}' from metaverse_object where attributes->'employeeID'->>0 = '1007'`,
  )
  await Promise.all(all.map(({ events }) => heard(events, 2)))
  expect(statistics.statements - before).toBeLessThan(all.length)
})

test.each([
  ['another farm', INTRANET, { farm: 'branch' }, 'access.denied'],
  ['a farm that is not there, for the key of a farm', INTRANET, { farm: 'nowhere' }, 'access.denied'],
  ['who may not read the metaverse', 'operator', { farm: 'intranet' }, 'access.denied'],
  ['a farm that is not there', 'reader', { farm: 'intranett' }, 'request.not-found'],
  ['no farm', 'reader', {}, 'request.invalid'],
  ['a place that is none', INTRANET, { after: 'x' }, 'request.invalid'],
] as const)('refused: %s', async (_what, role, variables, code) => {
  const { events, over } = hear({ query: FOLLOW, role, variables })
  expect(String(await over)).toContain(code)
  expect(events).toEqual([])
})

test('a place from before the history that is kept is refused', async () => {
  const place = (await held.data(PLACE)).farm.changes.cursor
  await held.hub.database.query(`update history_kept set since = now() + interval '1 second'`)
  const late = hear({ query: FOLLOW, role: INTRANET, variables: { after: place } })
  expect(String(await late.over)).toContain('history.not-kept')
  await held.hub.database.query('update history_kept set since = null')
})

test('whoever lags is told where to resume, and it is over', async () => {
  const lagged = { transaction: '7', sequence: 3, at: 1 }
  const objects = {
    ...held.hub.events.objects,
    async *follow() {
      yield { lagged }
    },
  }
  const server = await serveGraphql(
    { ...held.hub, events: { ...held.hub.events, objects } },
    { port: 0, host: '127.0.0.1' },
  )
  const { events, over } = hear({ query: FOLLOW, role: INTRANET, url: server.url })
  expect(await over).toBeUndefined()
  const after = Buffer.from('["v1","7",3,1]').toString('base64url')
  expect(events).toEqual([{ after }])
  await server.close()
})

test.each(['socket', 'stream'] as const)('a key that is revoked is told nothing more over a %s', async transport => {
  const key = await createApiKey(held.hub.database, { name: 'short', scopes: [INTRANET] })
  const { events, over } = hear({ query: FOLLOW, transport, key })
  await pause(BEGUN_MS)
  await change(7, { cn: ['Seen'] })
  await heard(events, 1)
  await revokeApiKey(held.hub.database, key.split('_')[1] ?? '')
  await pause(3_100)
  await change(7, { cn: ['Not seen'] })
  expect(String(await over)).toContain('access.denied')
  expect(events).toHaveLength(1)
})

test('a farm that sees less by now is told no more than that, and one that is gone is told so', async () => {
  const { events, over } = hear({ query: FOLLOW, role: INTRANET })
  await pause(BEGUN_MS)
  const { WorkEmail: _, ...view } = FARMS.intranet.view
  await held.test.apply(documentWith({ ...FARMS, intranet: { ...FARMS.intranet, view } }))
  await pause(1_100)
  await change(7, { cn: ['Seen'], mail: ['un@seen.test'] })
  await heard(events, 1)
  expect(events[0]?.profile?.properties).toEqual([{ name: 'PreferredName', values: ['Seen'] }])
  await held.test.apply(documentWith({ branch: FARMS.branch }))
  await pause(1_100)
  await change(7, { cn: ['Unseen'] })
  expect(String(await over)).toContain('request.not-found')
  await held.test.apply(documentWith(FARMS))
})
