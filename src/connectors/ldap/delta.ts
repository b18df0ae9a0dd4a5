import { invariant } from '../../model/invariant.js'
import type { Page, ReadRequest } from '../connector.js'
import { readSchema } from '../kit/ldap/schema.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled } from '../kit/stop.js'
import { type Accesslog, accesslogEnd, readAccesslog } from './accesslog.js'
import { rulesFor } from './attribute-rules.js'
import { changelogExtent, readChangelog, recordedId } from './changelog.js'
import { type Directory, isWithin, type Standing } from './directory.js'
import { logPages } from './log-pages.js'
import type { Choice } from './method.js'
import { baseIds, sourceKey } from './source-key.js'
import { syncCookie } from './sync-read.js'
import { readSyncrepl } from './syncrepl.js'
import { memoryOf, readTimestamps, timeNow } from './timestamps.js'
import { fullImportNeeded, type Method, readWatermark, writeWatermark } from './watermark.js'

export interface DeltaReading {
  readonly directory: Directory
  readonly choice: Choice
  readonly request: ReadRequest
  /** Opens a further connection. */
  readonly connect: () => Promise<Wire>
  /** See {@link baseIds}; absent: they are looked up. */
  readonly ids?: Promise<readonly string[]> | undefined
}

interface Way {
  /** Whether its places mean something to one server only. */
  readonly perServer: boolean
  standing(at: DeltaReading, key: string): Promise<Standing>
  read(at: DeltaReading, key: string): AsyncIterable<Page>
}

/** Where the source stands now. */
export async function standing(at: DeltaReading): Promise<Standing> {
  const way = WAYS[at.choice.method]
  return way.standing(at, await keyOf(at, way))
}

/** Reads what has changed since the watermark. */
export async function* readDelta(at: DeltaReading): AsyncGenerator<Page> {
  const way = WAYS[at.choice.method]
  yield* way.read(at, await keyOf(at, way))
}

async function keyOf(
  { directory, request, ids = baseIds(directory) }: DeltaReading,
  { perServer }: Way,
): Promise<string> {
  return sourceKey(directory, await orCancelled(ids, request.signal), perServer)
}

function logOf({ directory, choice: { log }, request }: DeltaReading, wire: Wire): Accesslog {
  invariant(log !== undefined, 'a method that reads a log was chosen with one')
  const isOwn = directory.bases.length === 1 ? (dn: string) => isWithin(directory, dn) : undefined
  return { wire, log, timeLimit: directory.settings.timeLimit, reading: request, isOwn }
}

const rulesOf = ({ directory: { wire, types, settings }, request }: DeltaReading) =>
  rulesFor(types, settings.filter, () => orCancelled(readSchema(wire), request.signal))

const WAYS: Readonly<Record<Method, Way>> = {
  syncrepl: {
    perServer: false,
    async standing({ directory: { wire, settings, bases }, request: { signal } }, key) {
      const cookies: string[] = []
      for (const base of bases) {
        const cookie = await syncCookie(wire, base, { signal, patience: settings.timeout }).catch(error => {
          throw readTrouble(error, base)
        })
        if (cookie === undefined) throw fullImportNeeded(`The server gives no cookie for ${base}.`)
        cookies.push(cookie)
      }
      return { watermark: () => writeWatermark('syncrepl', key, { cookies }) }
    },
    async *read({ directory, choice: { vendor }, request, connect }, key) {
      const place = readWatermark('syncrepl', key, request.watermark)
      await using wire = await connect()
      yield* readSyncrepl({ directory, wire, vendor, place, request }, at => writeWatermark('syncrepl', key, at))
    },
  },
  accesslog: {
    perServer: true,
    async standing(at, key) {
      const place = await accesslogEnd(logOf(at, at.directory.wire))
      return { watermark: () => writeWatermark('accesslog', key, place) }
    },
    async *read(at, key) {
      const { directory, request } = at
      const place = { ...readWatermark('accesslog', key, request.watermark) }
      await using further = new AsyncDisposableStack()
      const connected = async () => ({ ...directory, wire: further.use(await at.connect()) })
      let other: Promise<Directory> | undefined
      const aside = () => (other ??= connected())
      const log = { directory, rules: rulesOf(at), idAttribute: 'entryUUID', reading: request, aside }
      const records = readAccesslog(logOf(at, directory.wire), place)
      yield* logPages(records, log, () => writeWatermark('accesslog', key, place))
    },
  },
  changelog: {
    perServer: true,
    async standing({ directory: { wire }, request }, key) {
      const { last } = await changelogExtent(wire, request)
      return { watermark: () => writeWatermark('changelog', key, { number: last }) }
    },
    async *read(at, key) {
      const { directory, request, choice } = at
      const place = { ...readWatermark('changelog', key, request.watermark) }
      await using wire = await at.connect()
      const id = await recordedId(logOf(at, wire), choice.vendor, directory.settings.anchor)
      const aside = async () => directory
      const log = { directory, rules: rulesOf(at), idAttribute: id?.attribute ?? '', reading: request, aside }
      const records = readChangelog({ ...logOf(at, wire), idAttribute: id?.record }, place)
      yield* logPages(records, log, () => writeWatermark('changelog', key, place))
    },
  },
  timestamps: {
    perServer: true,
    async standing({ directory, request }, key) {
      const memory = memoryOf(await timeNow(directory, request))
      return {
        attributes: ['modifyTimestamp'],
        look: memory.look,
        watermark: () => writeWatermark('timestamps', key, memory.place()),
      }
    },
    async *read({ directory, choice: { vendor }, request }, key) {
      const place = readWatermark('timestamps', key, request.watermark)
      yield* readTimestamps(directory, { vendor, place, request }, at => writeWatermark('timestamps', key, at))
    },
  },
}
