import type { WatchRequest } from '../connector.js'
import { ConnectorError } from '../connector.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled } from '../kit/stop.js'
import { accesslogEnd, readAccesslog } from './accesslog.js'
import { changelogExtent } from './changelog.js'
import type { Directory, Reading } from './directory.js'
import { isWithin } from './directory.js'
import type { LogRecord } from './log-record.js'
import type { Choice } from './method.js'
import { offersPersistentSearch, persistentSearch } from './persistent-search.js'
import { polled, rung } from './ring.js'
import { baseIds, sourceKey } from './source-key.js'
import { type SyncNews, syncCookie, syncNews } from './sync-read.js'
import { timestampLook } from './watch-timestamps.js'
import { type Method, type Place, readWatermark } from './watermark.js'

export interface Watching {
  readonly directory: Directory
  readonly choice: Choice
  readonly request: WatchRequest
  /** Opens a further connection. */
  readonly connect: () => Promise<Wire>
}

const PAGE_SIZE = 500

/** Tells when something has changed. @throws ConnectorError when the connection is lost */
export async function* watch(at: Watching): AsyncGenerator<void> {
  const ids = await orCancelled(baseIds(at.directory), at.request.signal)
  const key = sourceKey(at.directory, ids, at.choice.method !== 'syncrepl')
  yield* WATCHERS[at.choice.method](at, key)
}

type Watcher = (at: Watching, key: string) => AsyncIterable<void>

const readingOf = ({ request: { signal } }: Watching): Reading => ({ pageSize: PAGE_SIZE, signal })

/** A watermark that means nothing here is for the next import to complain of. */
function placeOf<M extends Method>(method: M, key: string, { request }: Watching): Place<M> | undefined {
  try {
    return request.watermark === undefined ? undefined : readWatermark(method, key, request.watermark)
  } catch {
    return undefined
  }
}

const WATCHERS: Readonly<Record<Method, Watcher>> = {
  /** RFC 4533 section 3.4: the server goes on telling. */
  async *syncrepl(at, key) {
    const { directory, choice, request, connect } = at
    const { wire, settings, bases } = directory
    const place = placeOf('syncrepl', key, at)
    await using further = new AsyncDisposableStack()
    const streams: AsyncIterable<boolean>[] = []
    for (const [i, base] of bases.entries()) {
      const cookie =
        place?.cookies[i] ?? (await syncCookie(wire, base, { signal: request.signal, patience: settings.timeout }))
      const own = further.use(await connect())
      const search = {
        base,
        cookie: cookie ?? '',
        vendor: choice.vendor,
        signal: request.signal,
        mode: 'refreshAndPersist',
      } as const
      streams.push(changesIn(syncNews(own, directory, search), cookie))
    }
    yield* rung(streams, request.signal)
  },

  async *accesslog(at, key) {
    const { directory, choice } = at
    await using wire = await at.connect()
    const log = { wire, log: choice.log ?? '', timeLimit: directory.settings.timeLimit, reading: readingOf(at) }
    let place: Place<'accesslog'> = placeOf('accesslog', key, at) ?? (await accesslogEnd(log))
    const look = async () => {
      try {
        let changed = false
        for await (const part of readAccesslog(log, place)) changed ||= part.some(record => concerns(record, directory))
        return changed
      } catch (error) {
        if (!isLostPlace(error)) throw error
        place = await accesslogEnd(log)
        return true
      }
    }
    yield* polled(look, at.request.signal)
  },

  async *changelog(at, key) {
    const { directory, choice, request, connect } = at
    let last = placeOf('changelog', key, at)?.number ?? (await changelogExtent(directory.wire, readingOf(at))).last
    const look = async () => {
      const extent = await changelogExtent(directory.wire, readingOf(at))
      const changed = extent.last !== last
      last = extent.last
      return changed
    }
    if (!offersPersistentSearch(choice.root)) {
      yield* polled(look, request.signal)
      return
    }
    yield* persistentSearch({ directory, connect, signal: request.signal, before: look })
  },

  async *timestamps(at, key) {
    const { directory, choice, request, connect } = at
    const from = placeOf('timestamps', key, at)
    const look = await timestampLook(directory, { vendor: choice.vendor, reading: readingOf(at), from })
    if (offersPersistentSearch(choice.root))
      yield* persistentSearch({ directory, connect, signal: request.signal, before: look })
    else yield* polled(look, request.signal)
  },
}

const concerns = (record: LogRecord, directory: Directory): boolean =>
  isWithin(directory, record.dn) || (record.kind === 'rename' && isWithin(directory, record.newDn))

const isLostPlace = (error: unknown): boolean =>
  error instanceof ConnectorError && error.problem.code === 'source.watermark-missing'

async function* changesIn(
  news: AsyncIterable<readonly SyncNews[]>,
  cookie: string | undefined,
): AsyncGenerator<boolean> {
  for await (const part of news) {
    yield part.some(one => {
      if (one.kind === 'entry') return true
      if (one.kind === 'id') return one.deleted
      if (one.kind === 'ids') return one.deleted && one.uuids.length > 0
      // What was deleted is not told when the server lists what is there; that something was, its new cookie says.
      return one.kind === 'refresh-present' && one.cookie !== undefined && one.cookie !== cookie
    })
  }
}
