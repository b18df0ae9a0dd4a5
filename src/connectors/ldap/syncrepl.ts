import { dnKey } from '../../model/dn.js'
import type { Page, ReadRequest } from '../connector.js'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import { pageOf } from '../kit/ldap/whole.js'
import type { Wire } from '../kit/ldap/wire.js'
import type { Directory } from './directory.js'
import { listAnchors } from './listing.js'
import { haveMovedAway } from './moved-away.js'
import { readBelow } from './read-objects.js'
import { type SyncNews, syncNews } from './sync-read.js'
import type { Vendor } from './vendors.js'
import type { Place } from './watermark.js'

interface Sync {
  readonly directory: Directory
  /** A connection of its own: an answer that is taken slowly makes it wait. */
  readonly wire: Wire
  readonly vendor: Vendor
  readonly place: Place<'syncrepl'>
  readonly request: ReadRequest
}

/** What is known of the objects below one base when its answer has ended. */
interface Known {
  cookie: string
  /** Whether all deletions were told; otherwise the objects that are there were. */
  toldDeletions: boolean
  readonly present: Set<string>
  readonly containers: { readonly dn: string; readonly uuid: string }[]
  readonly deleted: string[]
}

/** Changes by a sync request; the last page carries the place to go on from as `watermark` makes it. */
export async function* readSyncrepl(
  { directory, wire, vendor, place, request }: Sync,
  watermark: (place: Place<'syncrepl'>) => string,
): AsyncGenerator<Page> {
  const all: Known[] = []
  for (const [i, base] of directory.bases.entries()) {
    const known: Known = {
      cookie: place.cookies[i] ?? '',
      toldDeletions: true,
      present: new Set(),
      containers: [],
      deleted: [],
    }
    all.push(known)
    const at = { directory, request, base }
    const search = { base, cookie: known.cookie, vendor, signal: request.signal, mode: 'refreshOnly' } as const
    for await (const news of syncNews(wire, directory, search)) yield* pagesOf(news, known, at)
    yield* containersOf(known, at)
    if (await haveMovedAway(directory, { base, vendor, uuids: known.deleted, request })) await relist(known, at)
  }
  const end = { watermark: watermark({ cookies: all.map(({ cookie }) => cookie) }) }
  const listed = all.some(({ toldDeletions }) => !toldDeletions)
  if (listed)
    for (const [i, known] of all.entries())
      yield* presentOf(known, { directory, request, base: directory.bases[i] ?? '' })
  yield { deltas: [], end: { ...end, ...(listed && { listed }) } }
}

/** What is there below one base, when the answer about any of them leaves it open what was deleted. */
async function* presentOf(known: Known, at: At): AsyncGenerator<Page> {
  if (known.toldDeletions) await relist(known, at)
  const present = [...known.present]
  for (let i = 0; i < present.length; i += at.request.pageSize) {
    yield { deltas: [], present: present.slice(i, i + at.request.pageSize) }
  }
}

async function relist(known: Known, { directory, request, base }: At): Promise<void> {
  known.toldDeletions = false
  for await (const anchors of listAnchors(directory, request, [base])) for (const one of anchors) known.present.add(one)
}

interface At {
  readonly directory: Directory
  readonly request: ReadRequest
  readonly base: string
}

async function* pagesOf(news: readonly SyncNews[], known: Known, { directory, request }: At): AsyncGenerator<Page> {
  const { objects, gone } = take(news, known)
  for (let i = 0; i < Math.max(objects.length, gone.length); i += request.pageSize) {
    const page = await pageOf(directory.wire, objects.slice(i, i + request.pageSize), request.signal)
    remember(page, known)
    yield { ...page, gone: gone.slice(i, i + request.pageSize) }
  }
}

/** Whether a message says that whatever was not mentioned is gone (RFC 4533 section 3.3.2). */
const endsPresence = (news: SyncNews): boolean =>
  news.kind === 'refresh-present' || (news.kind === 'done' && !news.refreshDeletes)

function take(news: readonly SyncNews[], known: Known): { objects: DecodedEntry[]; gone: string[] } {
  const taken = { objects: [], gone: [] }
  for (const one of news) note(one, known, taken)
  for (const uuid of taken.gone) known.deleted.push(uuid)
  return taken
}

function note(news: SyncNews, known: Known, { objects, gone }: { objects: DecodedEntry[]; gone: string[] }): void {
  if ('cookie' in news && news.cookie !== undefined) known.cookie = news.cookie
  if (endsPresence(news)) known.toldDeletions = false
  if (news.kind === 'entry') {
    const { isContainer, decoded, uuid } = news
    isContainer ? known.containers.push(news) : objects.push(decoded)
    // An object that cannot be read is there.
    if (decoded.kind === 'problem' || !isContainer) known.present.add(uuid)
  } else if (news.kind === 'id' || news.kind === 'ids') {
    const uuids = news.kind === 'id' ? [news.uuid] : news.uuids
    for (const uuid of uuids) news.deleted ? gone.push(uuid) : known.present.add(uuid)
  }
}

/** A container that was changed may have a new name, and all below it with it. */
async function* containersOf(known: Known, { directory, request, base }: At): AsyncGenerator<Page> {
  for (const { dn, uuid } of known.containers) {
    // The base itself cannot be renamed: nothing would be found below it.
    const scope = dnKey(dn) === dnKey(base) ? 'base' : 'sub'
    let isObject = false
    for await (const page of readBelow(directory, dn, { ...request, scope })) {
      isObject ||= page.deltas.some(({ anchor }) => anchor === uuid)
      remember(page, known)
      yield page
    }
    if (!isObject) yield { deltas: [], gone: [uuid] }
  }
}

function remember({ deltas }: Page, { present }: Known): void {
  for (const { anchor } of deltas) if (anchor !== undefined) present.add(anchor)
}
