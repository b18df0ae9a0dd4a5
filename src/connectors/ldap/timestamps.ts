import { hash } from 'node:crypto'
import { AndFilter, GreaterThanEqualsFilter, type SearchEntry } from 'ldapts'
import { dnKey } from '../../model/dn.js'
import type { Page, ReadRequest } from '../connector.js'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import { pageOf } from '../kit/ldap/whole.js'
import type { Directory, Reading } from './directory.js'
import { ANY, orContainer } from './filters.js'
import { listAnchors } from './listing.js'
import { newestSince, recent } from './newest.js'
import { readBelow, searchBelow } from './read-objects.js'
import { textsOf } from './root-dse.js'
import type { Vendor } from './vendors.js'
import type { Place } from './watermark.js'

/** More are told again rather than remembered. */
const REMEMBERED = 1_000

/** A time that the server's clock has passed: whatever changes from now on is not before it. @param since none earlier is needed */
export async function timeNow(
  { wire, bases, settings: { timeLimit } }: Directory,
  reading: Reading,
  since?: string,
): Promise<string> {
  let time = since ?? ''
  for (const base of bases) {
    const at = { wire, base, scope: 'sub', attribute: 'modifyTimestamp', timeLimit, filter: ANY, reading } as const
    const found = since === undefined ? await recent(at) : await newestSince(at, since)
    if (found > time) time = found
  }
  return time
}

/** Remembers what was told of one second, for it may change once more in the same second. */
export interface Memory {
  look(entry: SearchEntry, decoded: DecodedEntry): void
  place(): Place<'timestamps'>
}

export function memoryOf(since: string): Memory {
  const told: Record<string, string> = {}
  let count = 0
  return {
    look(entry, decoded) {
      if (decoded.kind !== 'object' || count >= REMEMBERED || timeOf(entry) < since) return
      told[decoded.delta.anchor ?? ''] = fingerprint(decoded)
      count++
    },
    place: () => ({ since, told }),
  }
}

interface Since {
  readonly vendor: Vendor
  readonly place: Place<'timestamps'>
  readonly request: Reading
  /** Shown every entry that was changed, told before or not. */
  readonly look?: Memory['look']
}

/** An object that was changed and not told yet, or a container that was. */
export type News = { readonly decoded: DecodedEntry } | { readonly container: string; readonly time: string }

/** What was changed below a base since a time. */
export async function* changedSince(
  directory: Directory,
  base: string,
  { vendor, place, request, look }: Since,
): AsyncGenerator<readonly News[]> {
  const filter = new AndFilter({
    filters: [
      orContainer(directory, vendor.containers),
      new GreaterThanEqualsFilter({ attribute: 'modifyTimestamp', value: place.since }),
    ],
  })
  const read = (entry: SearchEntry): News | undefined => {
    if (isContainer(entry) && directory.settings.scope === 'sub') return { container: entry.name, time: timeOf(entry) }
    const decoded = directory.decode(entry)
    look?.(entry, decoded)
    const isKnown = decoded.kind === 'object' && place.told[decoded.delta.anchor ?? ''] === fingerprint(decoded)
    return isKnown ? undefined : { decoded }
  }
  const attributes = [...directory.attributes, 'modifyTimestamp', 'hasSubordinates']
  for await (const found of searchBelow(directory, base, { ...request, filter, attributes, read })) {
    yield found.filter(one => one !== undefined)
  }
}

/** What was changed since a time, and a list of all that is there. */
export async function* readTimestamps(
  directory: Directory,
  { vendor, place, request }: { vendor: Vendor; place: Place<'timestamps'>; request: ReadRequest },
  watermark: (place: Place<'timestamps'>) => string,
): AsyncGenerator<Page> {
  // Taken before the read: what changes meanwhile is told again rather than missed.
  const memory = memoryOf(await timeNow(directory, request, place.since))
  for (const base of directory.bases) {
    const containers: string[] = []
    for await (const news of changedSince(directory, base, { vendor, place, request, look: memory.look })) {
      for (const one of news) if ('container' in one) containers.push(one.container)
      const objects = news.flatMap(one => ('decoded' in one ? [one.decoded] : []))
      yield await pageOf(directory.wire, objects, request.signal)
    }
    // A container that was changed may have a new name, and all below it with it.
    for (const dn of containers) {
      yield* readBelow(directory, dn, { ...request, scope: dnKey(dn) === dnKey(base) ? 'base' : 'sub' })
    }
  }
  for await (const present of listAnchors(directory, request)) yield { deltas: [], present }
  yield { deltas: [], end: { watermark: watermark(memory.place()), listed: true } }
}

const isContainer = (entry: SearchEntry): boolean => textsOf(entry, 'hasSubordinates')[0]?.toUpperCase() === 'TRUE'

export const timeOf = (entry: SearchEntry): string => textsOf(entry, 'modifyTimestamp')[0] ?? ''

const fingerprint = (decoded: DecodedEntry): string => hash('sha256', JSON.stringify(decoded)).slice(0, 16)
