import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { gather } from '../../bench/crowd.js'
import { printPlace } from '../../src/graphql/live-cursor.js'
import { nodeId } from '../../src/graphql/node-id.js'
import { type GraphServer, serveGraphql } from '../../src/graphql/server.js'
import { openRunEventFeed } from '../../src/service/run-event-feed.js'
import { endOfObjectFeed } from '../../src/storage/read/object-feed.js'
import { pause, writeChanges } from './live-world.js'
import { type World, world } from './support.js'

/** `SOCKETS=10000` for as many as one process is to serve. */
const SOCKETS = Number(process.env.SOCKETS ?? 400)
const EVENTS = 20
const PATIENCE = 60_000 + SOCKETS * 20
const FOLLOW = `subscription ($after: String) {
  objectChanged(type: "person", after: $after) { ... on ObjectChange { cursor objectId changedAttributes } ... on Lagged { after } } }`

let held: World
beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const serveAgain = async (port = 0): Promise<GraphServer> => serveGraphql(held.hub, { port, host: '127.0.0.1' })

test(
  'all sockets of two servers are told everything once and in order, though one of the two is restarted meanwhile',
  async () => {
    const other = { ...held.hub, events: await openRunEventFeed(held.hub.database) }
    const steady = await serveGraphql(other, { port: 0, host: '127.0.0.1' })
    let restarted = await serveAgain()
    const { url } = restarted
    const crowd = await gather({
      urls: [url, steady.url],
      keys: [await held.key('reader'), await held.key('administrator')],
      query: FOLLOW,
      after: await beginning(),
      sockets: SOCKETS,
    })
    try {
      for (let told = 0; told < EVENTS; told += 5) {
        await writeChanges(held, 900_000 + told, 5)
        if (told === 5) {
          await restarted.close()
          restarted = await serveAgain(Number(new URL(url).port))
        }
        await pause(200)
      }
      const everything = Array.from({ length: EVENTS }, (_, i) => nodeId('MetaverseObject', 900_000 + i))
      const { told, cut } = await settled(crowd, everything.length)
      expect(cut).toBeGreaterThanOrEqual(SOCKETS / 2)
      expect(told.map(({ key, sockets, events }) => ({ key, sockets, events }))).toEqual(
        [0, 1].map(key => ({ key, sockets: SOCKETS / 2, events: everything })),
      )
    } finally {
      await crowd.leave()
      await restarted.close()
      await steady.close()
      await other.events.close()
    }
  },
  PATIENCE,
)

/** The place of the last change there is. */
const beginning = async (): Promise<string> => printPlace(await endOfObjectFeed(held.hub.database))

async function settled(crowd: Awaited<ReturnType<typeof gather>>, count: number) {
  for (const end = performance.now() + PATIENCE / 2; ; await pause(500)) {
    const { told, cut } = await crowd.report()
    if (told.every(({ events }) => events.length >= count) || performance.now() > end)
      return { told: [...told].sort((a, b) => a.key - b.key || b.sockets - a.sockets), cut }
  }
}
