import type { Database } from '../storage/database.js'
import { listen } from '../storage/listen.js'
import { isOver, loadEvents, type RunEventRow } from '../storage/read/run-events.js'
import { RUN_EVENT_CHANNEL } from '../storage/runs/events.js'

/** How many events one read takes at most: all that a slow subscriber ever holds. */
const MOST_AT_ONCE = 100

/**
 * Tells subscribers of this process when there may be news of a run. Nothing is kept here: what happened is in the table, and
 * everybody reads it at their own pace.
 */
export interface RunEventFeed {
  follow(run: number): Follower
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

/** One subscriber's ear. */
export interface Follower {
  /** Resolves at the next news since the last call, at once when there was some, and after `milliseconds` anyway. */
  news(milliseconds: number): Promise<void>
  close(): void
}

/** Opens the feed with one listening connection. */
export async function openRunEventFeed(database: Database): Promise<RunEventFeed> {
  const ears = new Map<number, Set<() => void>>()
  const reading = new Map<string, Promise<EventsRead>>()
  let closed = false
  const wake = (run: number): void => {
    for (const call of ears.get(run) ?? []) call()
  }
  const wakeAll = (): void => {
    for (const run of ears.keys()) wake(run)
  }
  const listener = await listen(database.url, RUN_EVENT_CHANNEL, {
    onNotification: payload => wake(Number(payload.split(':')[0])),
    onReconnect: wakeAll,
  })
  return {
    get closed() {
      return closed
    },
    follow: run => follow(ears, run),
    read(run, after) {
      const place = `${run}:${after}`
      const held = reading.get(place)
      if (held !== undefined) return held
      const made = readOn(database, run, after).finally(() => reading.delete(place))
      reading.set(place, made)
      return made
    },
    async close() {
      closed = true
      wakeAll()
      await listener.close()
    },
  }
}

async function readOn(database: Database, run: number, after: number): Promise<EventsRead> {
  const events = await loadEvents(database, run, after, MOST_AT_ONCE)
  return { events, over: events.length > 0 ? false : await isOver(database, run, after) }
}

function follow(ears: Map<number, Set<() => void>>, run: number): Follower {
  let heard = false
  let resume: (() => void) | undefined
  const call = (): void => {
    heard = true
    resume?.()
  }
  const calls = ears.get(run) ?? new Set()
  ears.set(run, calls.add(call))
  return {
    async news(milliseconds) {
      if (!heard) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>(resolve => {
          resume = resolve
          timer = setTimeout(resolve, milliseconds)
        })
        clearTimeout(timer)
        resume = undefined
      }
      heard = false
    },
    close() {
      calls.delete(call)
      if (calls.size === 0 && ears.get(run) === calls) ears.delete(run)
    },
  }
}
