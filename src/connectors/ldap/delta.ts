import type { SearchEntry } from 'ldapts'
import type { Page, ReadRequest } from '../connector.js'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled } from '../kit/stop.js'
import type { Directory } from './directory.js'
import type { Choice } from './method.js'
import { sourceKey } from './source-key.js'
import { syncCookie } from './sync-read.js'
import { readSyncrepl } from './syncrepl.js'
import { fullImportNeeded, type Method, readWatermark, writeWatermark } from './watermark.js'

/** Where a source stands before a full import of it. */
export interface Standing {
  /** To be shown every entry that the import reads. */
  look?(entry: SearchEntry, decoded: DecodedEntry): void
  /** Where a delta import goes on, once the import is through. */
  watermark(): string
}

export interface Delta {
  readonly request: ReadRequest
  readonly connect: () => Promise<Wire>
}

interface Way {
  standing(directory: Directory, choice: Choice, key: string, request: ReadRequest): Promise<Standing>
  read(directory: Directory, choice: Choice, key: string, delta: Delta): AsyncIterable<Page>
}

const PER_SERVER: ReadonlySet<Method> = new Set(['accesslog', 'changelog', 'timestamps'])

/** Where the source stands now. */
export async function standing(directory: Directory, choice: Choice, request: ReadRequest): Promise<Standing> {
  return WAYS[choice.method].standing(directory, choice, await keyOf(directory, choice, request), request)
}

/** Reads what has changed since the watermark. */
export async function* readDelta(directory: Directory, choice: Choice, delta: Delta): AsyncGenerator<Page> {
  yield* WAYS[choice.method].read(directory, choice, await keyOf(directory, choice, delta.request), delta)
}

const keyOf = (directory: Directory, { method }: Choice, { signal }: ReadRequest): Promise<string> =>
  orCancelled(sourceKey(directory, PER_SERVER.has(method)), signal)

const syncrepl: Way = {
  async standing({ wire, settings, bases }, _choice, key, { signal }) {
    const cookies: string[] = []
    for (const base of bases) {
      const cookie = await syncCookie(wire, base, { signal, patience: settings.timeout })
      if (cookie === undefined) throw fullImportNeeded(`The server gives no cookie for ${base}.`)
      cookies.push(cookie)
    }
    return { watermark: () => writeWatermark('syncrepl', key, { cookies }) }
  },
  async *read(directory, { vendor }, key, { request, connect }) {
    const place = readWatermark('syncrepl', key, request.watermark)
    await using wire = await connect()
    yield* readSyncrepl({ directory, wire, vendor, place, request }, at => writeWatermark('syncrepl', key, at))
  },
}

const WAYS = { syncrepl } as unknown as Readonly<Record<Method, Way>>
