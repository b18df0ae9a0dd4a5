import { together } from '../model/together.js'
import type { Database } from '../storage/database.js'
import { listen } from '../storage/listen.js'
import { endOfObjectFeed, OBJECT_CHANNEL, type ObjectFeedRow, readObjectFeed } from '../storage/read/object-feed.js'
import { isOver, loadEvents, type RunEventRow } from '../storage/read/run-events.js'
import { endOfRunFeed, type RunFeedRow, readRunFeed } from '../storage/read/run-feed.js'
import { RUN_EVENT_CHANNEL } from '../storage/runs/events.js'
import { createEars, type Follower } from './ears.js'
import { createLiveFeed, type LiveFeed } from './live-feed.js'
import type { Log } from './log.js'

/** How many events one read takes at most: all that a slow subscriber ever holds. */
const MOST_AT_ONCE = 100

/**
 * Tells subscribers of this process when there may be news of a run. Nothing is kept here: what happened is in the table, and
 * everybody reads it at their own pace.
 */
export interface RunEventFeed {
  follow(run: number): Follower
  /** Changes of metaverse objects, for all subscribers of this process. */
  readonly objects: LiveFeed<ObjectFeedRow>
  /** How runs go on, likewise. */
  readonly runs: LiveFeed<RunFeedRow>
  /** The next events after a number. Readers who stand at the same place share one statement. */
  read(run: number, after: number): Promise<EventsRead>
  /** Becomes true when the hub stops: subscriptions end. */
  readonly closed: boolean
  close(): Promise<void>
}

export interface EventsRead {
  readonly events: readonly RunEventRow[]
  /** Whether there will be none after these; undefined when there is no such run. */
  readonly over: boolean | undefined
}

/** Opens the feeds with one listening connection. */
export async function openRunEventFeed(database: Database, log?: Log): Promise<RunEventFeed> {
  const ears = createEars<number>()
  const read = together<EventsRead>()
  let closed = false
  const onError = (error: unknown): void => log?.error({ error }, 'A feed could not be read; it is tried again')
  const objects = createLiveFeed<ObjectFeedRow>({
    read: (after, limit) => readObjectFeed(database, after, limit),
    end: () => endOfObjectFeed(database),
    onError,
  })
  const runs = createLiveFeed<RunFeedRow>({
    read: (after, limit) => readRunFeed(database, after, limit),
    end: () => endOfRunFeed(database),
    onError,
  })
  const listener = await listen(database.url, [RUN_EVENT_CHANNEL, OBJECT_CHANNEL], {
    onNotification(payload, channel) {
      if (channel === OBJECT_CHANNEL) return objects.look()
      ears.wake(Number(payload.split(':')[0]))
      runs.look()
    },
    onReconnect() {
      ears.wakeAll()
      objects.look()
      runs.look()
    },
  })
  return {
    get closed() {
      return closed
    },
    objects,
    runs,
    follow: run => ears.follow(run),
    read: (run, after) => read(`${run}:${after}`, () => readOn(database, run, after)),
    async close() {
      closed = true
      ears.wakeAll()
      await Promise.all([objects.close(), runs.close(), listener.close()])
    },
  }
}

async function readOn(database: Database, run: number, after: number): Promise<EventsRead> {
  const events = await loadEvents(database, run, after, MOST_AT_ONCE)
  return { events, over: events.length > 0 ? false : await isOver(database, run, after) }
}
