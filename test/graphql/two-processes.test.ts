import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { printPlace } from '../../src/graphql/live-cursor.js'
import { type LiveEvent, pause } from './live-world.js'
import { follow, type Person, type Processes, processes, type Served } from './processes.js'
import { post } from './support.js'

const PEOPLE = 600
const ROUNDS = 3
const PATIENCE_MS = 60_000
const OBJECTS = `subscription ($after: String) { objectChanged(type: "person", after: $after) {
  ... on ObjectChange { cursor kind objectId } ... on Lagged { after } } }`
const FARM = `subscription ($after: String) { farmChanges(after: $after) {
  ... on FarmChange { cursor kind id profile { account properties { name values } } } ... on Lagged { after } } }`
const PROGRESS =
  'subscription ($run: ID!, $after: Int) { runProgress(runId: $run, after: $after) { number kind status } }'
/** Ten kilobytes of each change: more than lies on the way to somebody who does not read. */
const DESCRIPTIONS = Array.from({ length: 10 }, (_, i) => `a${i}: attribute(name: "description") { values }`).join(' ')
const LONG = `subscription ($after: String) { objectChanged(type: "person", after: $after) {
  ... on ObjectChange { cursor object { ${DESCRIPTIONS} } } ... on Lagged { after } } }`
/** Everything there is, from the beginning: so it does not matter which of two subscriptions began first. */
const BEGIN = printPlace({ transaction: '0', sequence: 0, at: Date.now() })

let all: Processes
/** Executes the runs. */
let first: Served
let second: Served
let key: string
const ends: (() => unknown)[] = []

beforeAll(async () => {
  all = await processes()
  await all.write(people(0))
  first = await all.serve()
  second = await all.serve('--no-worker')
  key = first.key as string
}, PATIENCE_MS * 3)
afterEach(() => {
  for (const end of ends.splice(0)) end()
})
afterAll(() => all?.leave())

/** In each round everybody has another name, and every tenth of the north has moved to the south or back. */
const people = (round: number): Person[] =>
  Array.from({ length: PEOPLE }, (_, i) => ({
    employeeID: String(10_000 + i),
    name: `Person ${i} of round ${round}`,
    city: i % 2 === 0 && !(i % 20 === 0 && round % 2 === 1) ? 'North' : 'South',
  }))

/** Whether somebody is of a city in one round or the other. */
const isEver = (city: string, employeeID: string): boolean =>
  [0, 1].some(round => people(round).some(each => each.employeeID === employeeID && each.city === city))

async function asked(query: string, variables: object = {}) {
  const { data, errors } = await post(first.url, { query, variables }, key)
  expect(errors).toBeUndefined()
  return data
}

async function farmKey(farm: string): Promise<string> {
  const make = 'mutation ($scope: String!) { createApiKey(input: { name: "a portal", scopes: [$scope] }) { key } }'
  return (await asked(make, { scope: `farm:${farm}` })).createApiKey.key
}

/** Runs HR's profile through the first process; both tell how it goes. */
async function run() {
  const { startRun } = await asked('mutation { startRun(input: { agent: "hr", profile: "all" }) { run { id } } }')
  const told = [first, second].map(({ url }) => following({ url, key }, PROGRESS, { run: startRun.run.id }))
  return { told, over: () => Promise.all(told.map(each => each.over)) }
}

function following(...parameters: Parameters<typeof follow>): ReturnType<typeof follow> {
  const followed = follow(...parameters)
  ends.push(followed.end)
  return followed
}

async function until(holds: () => boolean, seen: () => unknown): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !holds(); await pause(20))
    if (performance.now() > end) throw new Error(`It did not come to it: ${JSON.stringify(seen())}`)
}

const cursors = (events: readonly LiveEvent[]): string[] => events.map(({ cursor }) => cursor)
const places = (events: readonly LiveEvent[]) => events.map(({ cursor, kind, id }) => ({ cursor, kind, id }))

/**
 * Subscribes over a socket, and reads nothing of it until it is asked to. Answers the places of all that it is told then: what lies
 * on the way, and, sent away by the hub, what it asks for when it comes again.
 */
async function stopped(url: string): Promise<() => Promise<string[]>> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  ends.push(() => socket.terminate())
  await new Promise(open => socket.once('open', open))
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }))
  await new Promise(acknowledged => socket.once('message', acknowledged))
  socket.pause()
  const payload = { query: LONG, variables: { after: BEGIN } }
  socket.send(JSON.stringify({ type: 'subscribe', id: 'x', payload }))
  const seen: string[] = []
  let isOver = false
  socket
    .on('error', () => undefined)
    .on('close', () => {
      isOver = true
    })
  socket.on('message', data => {
    const { type, payload: said } = JSON.parse(String(data))
    if (type !== 'ping') expect([type, said.errors]).toEqual(['next', undefined])
    if (type === 'next') seen.push(said.data.objectChanged.cursor)
  })
  return async () => {
    expect(seen).toEqual([])
    socket.resume()
    await until(
      () => isOver || seen.length >= PEOPLE * ROUNDS,
      () => seen.length,
    )
    const { events } = following({ url, key }, OBJECTS, { after: seen.at(-1) ?? BEGIN })
    await until(
      () => seen.length + events.length >= PEOPLE * ROUNDS,
      () => [seen.length, events.length],
    )
    return [...seen, ...cursors(events)]
  }
}

/** Ids of people by their numbers. */
async function everybody(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let after: string | null = null; ; ) {
    const { people: page } = await asked(
      'query ($after: String) { people(first: 500, after: $after) { nodes { id employeeID } pageInfo { hasNextPage endCursor } } }',
      { after },
    )
    for (const { id, employeeID } of page.nodes) found.set(employeeID, id)
    if (!page.pageInfo.hasNextPage) return found
    after = page.pageInfo.endCursor
  }
}

const FEEDS = ['objects', 'north', 'south'] as const
type Feeds = Readonly<Record<(typeof FEEDS)[number], ReturnType<typeof follow>>>

test(
  'what is done through one process is told by the other, completely, once and in order, though that one is killed',
  async () => {
    const read = await stopped(first.url)
    await stopped(second.url)
    const keys = { north: await farmKey('north'), south: await farmKey('south') }
    const feedsOf = ({ url }: Served): Feeds => ({
      objects: following({ url, key }, OBJECTS, { after: BEGIN }),
      north: following({ url, key: keys.north }, FARM, { after: BEGIN }),
      south: following({ url, key: keys.south }, FARM, { after: BEGIN }),
    })
    const [here, there] = [feedsOf(first), feedsOf(second)]

    for (let round = 0; round < ROUNDS; round++) {
      await all.write(people(round))
      const { told, over } = await run()
      if (round > 0) {
        await until(
          () => there.objects.events.length > PEOPLE * round,
          () => there.objects.events.length,
        )
        await second.kill()
        second = await all.serve('--no-worker', '--port', new URL(second.url).port)
      }
      await over()
      const [mine = [], others] = told.map(({ events }) => events as unknown as { number: number }[])
      expect(mine.at(-1)).toMatchObject({ kind: 'RUN_ENDED', status: 'SUCCESS' })
      expect(mine.map(({ number }) => number)).toEqual(mine.map((_, i) => i + 1))
      expect(others).toEqual(mine)
      await until(
        () =>
          FEEDS.every(feed => there[feed].events.length >= here[feed].events.length) &&
          there.objects.events.length === PEOPLE * (round + 1),
        () => FEEDS.map(feed => [here[feed].events.length, there[feed].events.length]),
      )
    }

    for (const feed of FEEDS) {
      expect(places(there[feed].events)).toEqual(places(here[feed].events))
      expect(new Set(cursors(there[feed].events)).size).toBe(there[feed].events.length)
      expect([feed, here[feed].lost(), there[feed].lost() > 0]).toEqual([feed, 0, true])
    }
    const ids = await everybody()
    expect(new Set(there.objects.events.map(({ objectId }) => objectId))).toEqual(new Set(ids.values()))
    for (const [feed, city] of [
      ['north', 'North'],
      ['south', 'South'],
    ] as const) {
      const own = [...ids].filter(([number]) => isEver(city, number)).map(([, id]) => id)
      expect(own.length).toBeLessThan(PEOPLE)
      expect(new Set(there[feed].events.map(({ id }) => id))).toEqual(new Set(own))
    }
    expect(await read()).toEqual(cursors(here.objects.events))
  },
  PATIENCE_MS * 3,
)
