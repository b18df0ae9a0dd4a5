import { AndFilter, EqualityFilter, GreaterThanEqualsFilter, type SearchEntry } from 'ldapts'
import { parentDn } from '../../model/dn.js'
import { lookUp } from '../kit/ldap/look-up.js'
import { searchPages } from '../kit/ldap/pages.js'
import { codeOf } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled, stop } from '../kit/stop.js'
import type { Reading } from './directory.js'
import type { LogRecord } from './log-record.js'
import { newest } from './newest.js'
import { parseReqMod } from './req-mod.js'
import { textsOf } from './root-dse.js'
import { fullImportNeeded, type Place } from './watermark.js'

const TIMES = ['reqStart', 'reqEnd']
const ATTRIBUTES = [...TIMES, 'reqType', 'reqDN', 'reqNewDN', 'reqNewRDN', 'reqNewSuperior', 'reqMod', 'reqEntryUUID']
/** A record is named by when its operation came in and written when it has ended: so much later others may still come before it. */
const LATE_MS = 5_000
const REMEMBERED = 2_000

export interface Accesslog {
  readonly wire: Wire
  /** The name of the log. */
  readonly log: string
  readonly timeLimit: number
  readonly reading: Reading
  /**
   * Whether an object is in the one database that is read. What is logged of one database is written in the order of reqEnd, so
   * that nothing can come before a record that was seen. Undefined where several databases may be read.
   */
  readonly isOwn?: ((dn: string) => boolean) | undefined
}

/** Where the log ends now. */
export async function accesslogEnd(at: Accesslog): Promise<Place<'accesslog'>> {
  const last = await newest({ ...at, base: at.log, scope: 'one', attribute: 'reqStart' })
  const sight = newSight(at)
  const look = async (): Promise<void> => {
    const search = { from: before(last), attributes: [...TIMES, 'reqDN'] }
    if (last !== '') for await (const part of records(at, search)) sight.take(part)
  }
  await orCancelled(look(), at.reading.signal)
  return sight.place(last)
}

/** The log since a place, with `place` moved on as it is read. @throws ConnectorError `source.watermark-missing` when a part is gone */
export async function* readAccesslog(at: Accesslog, place: Place<'accesslog'>): AsyncGenerator<LogRecord[]> {
  const kept = assertKept(at, place.newest)
  kept.catch(() => {}) // told when the first records are there
  const known = new Set(place.recent)
  const isFull = place.end === undefined && place.recent.length >= REMEMBERED
  const from = isFull ? (place.recent[0] ?? '') : before(place.newest)
  const latest = new Map<string, string>()
  const sight = newSight(at, place)
  for await (const part of records(at, { from, end: place.end, attributes: ATTRIBUTES })) {
    await kept
    const news = part.filter(({ start }) => !known.has(start))
    yield news.map(({ entry, start }) => recordOf(entry, start, latest))
    sight.take(part)
    Object.assign(place, sight.place())
  }
  await kept
}

interface Times {
  readonly start: string
  readonly end: string
}

interface Read extends Times {
  readonly entry: SearchEntry
}

/** What has been seen of the log. */
interface Sight {
  take(part: readonly Read[]): void
  /** @param newest the newest record, where it is known otherwise */
  place(newest?: string): Place<'accesslog'>
}

function newSight({ isOwn }: Accesslog, from?: Place<'accesslog'>): Sight {
  let newest = from?.newest ?? ''
  let end = isOwn === undefined ? undefined : from?.end
  let seen: Times[] = []
  return {
    take(part) {
      for (const { start, end: ended, entry } of part) {
        if (start > newest) newest = start
        if (isOwn?.(textsOf(entry, 'reqDN')[0] ?? '') === true && ended > (end ?? '')) end = ended
      }
      seen.push(...part.map(({ start, end }) => ({ start, end })))
      if (end !== undefined) seen = seen.filter(one => one.end >= (end ?? ''))
      else if (seen.length > 2 * REMEMBERED) seen = seen.sort(byStart).slice(-REMEMBERED)
    },
    place(last = newest) {
      const kept = before(last)
      const recent = end === undefined ? seen.filter(({ start }) => start >= kept) : seen
      const starts = recent.sort(byStart).map(({ start }) => start)
      return { newest: last, ...(end !== undefined && { end }), recent: starts.slice(-REMEMBERED) }
    },
  }
}

const byStart = (a: Times, b: Times): number => (a.start < b.start ? -1 : Number(a.start > b.start))

interface Span {
  readonly from: string
  /** Only what has ended then or later. */
  readonly end?: string | undefined
  readonly attributes: readonly string[]
}

async function* records(
  { wire, log, timeLimit, reading }: Accesslog,
  { from, end, attributes }: Span,
): AsyncGenerator<readonly Read[]> {
  const filter = new AndFilter({
    filters: [
      new GreaterThanEqualsFilter({ attribute: 'reqStart', value: from }),
      ...(end === undefined ? [] : [new GreaterThanEqualsFilter({ attribute: 'reqEnd', value: end })]),
      new EqualityFilter({ attribute: 'objectClass', value: 'auditWriteObject' }),
      new EqualityFilter({ attribute: 'reqResult', value: '0' }),
    ],
  })
  const read = (entry: SearchEntry): Read => ({
    entry,
    start: textsOf(entry, 'reqStart')[0] ?? '',
    end: textsOf(entry, 'reqEnd')[0] ?? '',
  })
  yield* searchPages(wire, { base: log, scope: 'one', filter, attributes, timeLimit }, { ...reading, read })
}

/** @param latest when each object was changed last, in the order of the log */
function recordOf(entry: SearchEntry, start: string, latest: Map<string, string>): LogRecord {
  const [type] = textsOf(entry, 'reqType')
  const [dn = ''] = textsOf(entry, 'reqDN')
  const [id] = textsOf(entry, 'reqEntryUUID')
  if (id === undefined) throw unidentified(dn)
  const told = { dn, id }
  // The log is written in the order of execution. Where the order of arrival was another, nothing is taken for granted.
  const isUnclear = (latest.get(id) ?? '') > start
  latest.set(id, start)
  switch (type) {
    case 'add':
    case 'delete':
      return { ...told, kind: type }
    case 'modrdn':
      return { ...told, kind: 'rename', newDn: newNameOf(entry, dn) }
    case 'modify': {
      const changes = parseReqMod(
        entry.attributes.find(one => one.type.toLowerCase() === 'reqmod')?.parsedBuffers ?? [],
      )
      return changes === undefined || isUnclear ? { ...told, kind: 'unclear' } : { ...told, kind: 'modify', changes }
    }
    default:
      return { ...told, kind: 'unclear' }
  }
}

function newNameOf(entry: SearchEntry, dn: string): string {
  const [whole] = textsOf(entry, 'reqNewDN')
  if (whole !== undefined) return whole
  const above = textsOf(entry, 'reqNewSuperior')[0] ?? parentDn(dn)
  return [textsOf(entry, 'reqNewRDN')[0] ?? '', ...(above === undefined ? [] : [above])].join(',')
}

/** The record that was read last has to be there: what is purged is purged from the oldest on. */
async function assertKept({ wire, log, reading }: Accesslog, last: string): Promise<void> {
  if (last === '') return
  try {
    await orCancelled(lookUp(wire, `reqStart=${last},${log}`, ['1.1']), reading.signal)
  } catch (error) {
    if (codeOf((error as Error).cause) !== 32) throw error
    throw fullImportNeeded(`The part of ${log} that comes after the last import was purged.`)
  }
}

/** A record time, some time earlier: `20261126011824.000001Z`. */
function before(start: string): string {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(start)
  if (match === null) return '19700101000000.000000Z'
  const [, year, month, day, hour, minute, second] = match.map(Number)
  const time = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - LATE_MS
  return `${new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)}.000000Z`
}

const unidentified = (dn: string) =>
  stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message: `The accesslog does not say which object a change of ${dn} was made to (reqEntryUUID).`,
    hint: 'Set delta: syncrepl or delta: timestamps, and run a full import. OpenLDAP identifies objects from version 2.5 on.',
    where: { dn },
  })
