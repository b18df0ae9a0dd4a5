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

const ATTRIBUTES = ['reqStart', 'reqType', 'reqDN', 'reqNewDN', 'reqNewRDN', 'reqNewSuperior', 'reqMod', 'reqEntryUUID']
/** A record is named by when its operation came in and written when it has ended: so much later others may still come before it. */
const LATE_MS = 5_000
const REMEMBERED = 2_000

export interface Accesslog {
  readonly wire: Wire
  /** The name of the log. */
  readonly log: string
  readonly timeLimit: number
  readonly reading: Reading
}

/** Where the log ends now. */
export async function accesslogEnd(at: Accesslog): Promise<Place<'accesslog'>> {
  const last = await newest({ ...at, base: at.log, scope: 'one', attribute: 'reqStart' })
  const recent = await orCancelled(recentOf(at, last), at.reading.signal)
  return { newest: last, recent }
}

async function recentOf(at: Accesslog, last: string): Promise<string[]> {
  const recent: string[] = []
  if (last !== '') for await (const part of records(at, before(last))) recent.push(...part.map(({ start }) => start))
  return recent.slice(-REMEMBERED)
}

/** The log since a place, with `place` moved on as it is read. @throws ConnectorError `source.watermark-missing` when a part is gone */
export async function* readAccesslog(
  at: Accesslog,
  place: { newest: string; recent: string[] },
): AsyncGenerator<LogRecord[]> {
  await assertKept(at, place.newest)
  const known = new Set(place.recent)
  const from = place.recent.length >= REMEMBERED ? (place.recent[0] ?? '') : before(place.newest)
  const latest = new Map<string, string>()
  const seen: string[] = []
  for await (const part of records(at, from)) {
    const news = part.filter(({ start }) => !known.has(start))
    yield news.map(({ entry, start }) => recordOf(entry, start, latest))
    for (const { start } of part) {
      if (start > place.newest) place.newest = start
      seen.push(start)
    }
    if (seen.length > 2 * REMEMBERED) seen.sort().splice(0, seen.length - REMEMBERED)
  }
  const kept = before(place.newest)
  place.recent = [...seen]
    .sort()
    .filter(start => start >= kept)
    .slice(-REMEMBERED)
}

interface Read {
  readonly start: string
  readonly entry: SearchEntry
}

async function* records({ wire, log, timeLimit, reading }: Accesslog, from: string): AsyncGenerator<readonly Read[]> {
  const filter = new AndFilter({
    filters: [
      new GreaterThanEqualsFilter({ attribute: 'reqStart', value: from }),
      new EqualityFilter({ attribute: 'objectClass', value: 'auditWriteObject' }),
      new EqualityFilter({ attribute: 'reqResult', value: '0' }),
    ],
  })
  const read = (entry: SearchEntry): Read => ({ entry, start: textsOf(entry, 'reqStart')[0] ?? '' })
  yield* searchPages(wire, { base: log, scope: 'one', filter, attributes: ATTRIBUTES, timeLimit }, { ...reading, read })
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
