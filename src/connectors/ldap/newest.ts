import { AndFilter, type Filter, GreaterThanEqualsFilter, PresenceFilter, type SearchEntry } from 'ldapts'
import { type Search, searchPages } from '../kit/ldap/pages.js'
import type { Wire } from '../kit/ldap/wire.js'
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

const HOUR = 3_600_000
/** Servers do not sort, and most do not tell the time: it is looked for in ever larger parts of the past. */
const PASTS = [HOUR, 24 * HOUR, 30 * 24 * HOUR]

/** The latest time that an attribute holds anywhere below a base; empty when none does. */
export async function newest(at: Newest): Promise<string> {
  for (const past of PASTS) {
    const since = new Date(Date.now() - past).toISOString().replace(/\D/g, '').slice(0, 14)
    const found = await latest(at, new GreaterThanEqualsFilter({ attribute: at.attribute, value: `${since}Z` }))
    if (found !== '') return found
  }
  return latest(at, new PresenceFilter({ attribute: at.attribute }))
}

async function latest(
  { wire, base, scope, attribute, timeLimit, filter, reading }: Newest,
  times: Filter,
): Promise<string> {
  const read = (entry: SearchEntry) => textsOf(entry, attribute)[0] ?? ''
  const search = {
    base,
    scope,
    filter: filter === undefined ? times : new AndFilter({ filters: [times, filter] }),
    attributes: [attribute],
    timeLimit,
  }
  let found = ''
  for await (const page of searchPages(wire, search, { ...reading, read })) {
    for (const time of page) if (time > found) found = time
  }
  return found
}
