import { AndFilter, type Filter, GreaterThanEqualsFilter, PresenceFilter, type SearchEntry } from 'ldapts'
import { type Search, searchPages, searchSome } from '../kit/ldap/pages.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled } from '../kit/stop.js'
import type { Reading } from './directory.js'
import { textsOf } from './root-dse.js'

interface Newest {
  readonly wire: Wire
  readonly base: string
  readonly scope: Search['scope']
  /** Holds a generalized time, always with as many digits. */
  readonly attribute: string
  readonly filter?: Filter
  readonly timeLimit: number
  readonly reading: Reading
}

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR
/** Servers do not sort, and most do not tell the time: it is looked for in ever larger parts of the past. */
const PASTS = [10 * SECOND, 60 * SECOND, 600 * SECOND, HOUR, DAY, 30 * DAY]

/** The latest time that an attribute holds anywhere below a base; empty when none does. */
export function newest(at: Newest): Promise<string> {
  return inPasts(times => latest(at, times), at.attribute)
}

/** A time that an attribute holds, as late as some entries tell: enough to know that the server's clock has passed it. */
export function recent(at: Newest): Promise<string> {
  return inPasts(times => someTime(at, times), at.attribute)
}

/** The latest time since another one. */
export function newestSince(at: Newest, since: string): Promise<string> {
  return latest(at, new GreaterThanEqualsFilter({ attribute: at.attribute, value: since }))
}

async function inPasts(search: (times: Filter) => Promise<string>, attribute: string): Promise<string> {
  for (const past of PASTS) {
    const since = new Date(Date.now() - past).toISOString().replace(/\D/g, '').slice(0, 14)
    const found = await search(new GreaterThanEqualsFilter({ attribute, value: `${since}Z` }))
    if (found !== '') return found
  }
  return search(new PresenceFilter({ attribute }))
}

const SOME = 500

function searchOf({ base, scope, attribute, timeLimit, filter }: Newest, times: Filter): Search {
  const both = filter === undefined ? times : new AndFilter({ filters: [times, filter] })
  return { base, scope, filter: both, attributes: [attribute], timeLimit }
}

const laterOf = (a: string, b: string): string => (a > b ? a : b)

async function someTime(at: Newest, times: Filter): Promise<string> {
  const entries = await orCancelled(searchSome(at.wire, searchOf(at, times), SOME), at.reading.signal)
  return entries.map(entry => textsOf(entry, at.attribute)[0] ?? '').reduce(laterOf, '')
}

async function latest(at: Newest, times: Filter): Promise<string> {
  const read = (entry: SearchEntry) => textsOf(entry, at.attribute)[0] ?? ''
  let found = ''
  for await (const page of searchPages(at.wire, searchOf(at, times), { ...at.reading, read })) {
    found = page.reduce(laterOf, found)
  }
  return found
}
