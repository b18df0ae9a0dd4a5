import { together } from '../model/together.js'
import { comparePlaces, type FeedPage, type FeedPlace } from '../storage/read/feed-place.js'
import { createEars } from './ears.js'

/** How many rows the process keeps for all subscribers together: who stands behind them reads from the table. */
const KEPT = 10_000
/** How many rows one read takes at most: all that a subscriber ever holds. */
const MOST_AT_ONCE = 100
const MOST_FROM_TABLE = 1_000
/** A notification is only a hint: without one, the feed looks by itself while somebody follows. */
const LOOK_EVERY_MS = 1_000
/** How soon it looks again for rows that wait for an older transaction to end. */
const UNSETTLED_MS = 25

/** Where the rows come from. */
export interface FeedSource<Row extends FeedPlace> {
  read(after: FeedPlace, limit: number): Promise<FeedPage<Row>>
  end(): Promise<FeedPlace>
  /** Told what went wrong; the feed tries again. */
  onError(error: unknown): void
  /** Rows kept for all subscribers; absent: 10,000. */
  readonly kept?: number
}

/** A subscriber has fallen so far behind that what comes next is not kept: it goes on from there when it comes again. */
export interface Lagged {
  readonly lagged: FeedPlace
}

/**
 * The feed of a process: one loop reads the table for all subscribers and keeps the last 10,000 rows. Rows are told in an order
 * in which nothing can appear behind a place that was told, so that `after` any row means the same in every process, and after a
 * restart. Reading stops while nobody follows.
 */
export interface LiveFeed<Row extends FeedPlace> {
  /**
   * The rows after a place (undefined: those that come from now on), in pages of 100 at most, each row once and without gaps,
   * only as fast as they are asked for. Whoever begins far behind is led up to the present from the table; whoever then falls
   * behind what is kept gets a `Lagged` and is done. Ends when the feed closes.
   * @throws what reading the table throws
   */
  follow(after: FeedPlace | undefined): AsyncGenerator<readonly Row[] | Lagged, void>
  /** There may be news. */
  look(): void
  close(): Promise<void>
}

export function createLiveFeed<Row extends FeedPlace>(source: FeedSource<Row>): LiveFeed<Row> {
  const ears = createEars<'rows'>()
  const read = together<readonly Row[]>()
  const keep = source.kept ?? KEPT
  // Everything after `from`, up to `to`, is in `ring`; undefined while nobody follows.
  let window: { from: FeedPlace; to: FeedPlace; ring: Row[] } | undefined
  let opening: Promise<void> | undefined
  let looking: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function open(): Promise<void> {
    const end = await source.end()
    window ??= { from: end, to: end, ring: [] }
  }

  async function look(): Promise<void> {
    while (again && window !== undefined && !closed) {
      again = false
      const { rows, unsettled } = await source.read(window.to, MOST_FROM_TABLE)
      if (rows.length === 0) {
        if (unsettled) later(UNSETTLED_MS)
        continue
      }
      again = true
      window.ring.push(...rows)
      window.to = rows.at(-1) as Row
      // Cut in large pieces: moving the rest costs.
      if (window.ring.length > keep * 2) window.from = window.ring.splice(0, window.ring.length - keep).at(-1) as Row
      ears.wakeAll()
    }
  }

  function lookNow(): void {
    again = true
    if (closed || looking !== undefined || window === undefined) return
    later(LOOK_EVERY_MS)
    looking = look()
      .catch(source.onError)
      .finally(() => {
        looking = undefined
        if (ears.size === 0) stop()
        else if (again && !closed) later(UNSETTLED_MS)
      })
  }

  function later(milliseconds: number): void {
    clearTimeout(timer)
    timer = setTimeout(lookNow, milliseconds).unref()
  }

  function stop(): void {
    clearTimeout(timer)
    window = undefined
  }

  const isBehind = (place: FeedPlace): boolean => window === undefined || comparePlaces(place, window.from) < 0

  /** From the table; readers who stand at the same place share one statement. */
  const fromTable = (after: FeedPlace): Promise<readonly Row[]> =>
    read(`${after.transaction}:${after.sequence}`, async () => (await source.read(after, MOST_AT_ONCE)).rows)

  function fromRing(after: FeedPlace): readonly Row[] {
    if (window === undefined) return []
    const { ring } = window
    let [low, high] = [0, ring.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (comparePlaces(ring[middle] as Row, after) <= 0) low = middle + 1
      else high = middle
    }
    return ring.slice(low, low + MOST_AT_ONCE)
  }

  async function* follow(after: FeedPlace | undefined): AsyncGenerator<readonly Row[] | Lagged, void> {
    const ear = ears.follow('rows')
    try {
      if (window === undefined) {
        opening ??= open().finally(() => {
          opening = undefined
        })
        await opening
      }
      lookNow()
      let place = after ?? (await source.end())
      let live = false
      while (!closed) {
        const behind = isBehind(place)
        if (behind && live) return yield { lagged: place }
        const rows = behind ? await fromTable(place) : fromRing(place)
        live = !behind
        if (rows.length > 0) {
          place = rows.at(-1) as Row
          yield rows
        } else await ear.news(LOOK_EVERY_MS)
      }
    } finally {
      ear.close()
      if (ears.size === 0 && looking === undefined) stop()
    }
  }

  return {
    follow,
    look: lookNow,
    async close() {
      closed = true
      clearTimeout(timer)
      ears.wakeAll()
      await looking
    },
  }
}
