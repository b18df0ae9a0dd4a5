import type { SearchEntry } from 'ldapts'
import type { Delta } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { Problem } from '../../model/problem.js'
import { pageOf } from '../kit/ldap/whole.js'
import type { Directory, Reading } from './directory.js'
import { withOneOf } from './filters.js'
import { anchorIn } from './listing.js'
import { readBelow, searchBelow } from './read-objects.js'

/** How many objects are asked for in one search. */
const AT_ONCE = 100

/** Selected objects by the values of a unique attribute. */
export interface Fetch {
  readonly directory: Directory
  readonly attribute: string
  readonly reading: Reading
}

/** What an object is now, without its values. */
export interface Glance {
  readonly anchor: string
  readonly dn: string
  readonly objectType: string
}

/** Looks at objects without reading them; those that are absent or not selected are left out. By the values asked for. */
export async function glanceAt(fetch: Fetch, ids: readonly string[]): Promise<ReadonlyMap<string, Glance>> {
  const { directory, attribute } = fetch
  const glances = new Map<string, Glance>()
  const attributes = [...new Set(['objectClass', directory.settings.anchor, attribute])]
  const read = (entry: SearchEntry) => ({ id: anchorIn(entry, attribute), decoded: directory.decode(entry) })
  for await (const { id, decoded } of found(fetch, ids, { attributes, read })) {
    if (id === undefined || decoded.kind !== 'object') continue
    const { anchor = '', dn, objectType } = decoded.delta
    glances.set(id.toLowerCase(), { anchor, dn, objectType })
  }
  return glances
}

export interface Fetched {
  readonly deltas: Delta[]
  readonly problems: Problem[]
  /** Whom there is none of, or none that is selected. */
  readonly missing: string[]
}

/** Reads objects whole. */
export async function fetchWhole(fetch: Fetch, ids: readonly string[]): Promise<Fetched> {
  const { directory, attribute, reading } = fetch
  const rest = new Map(ids.map(id => [id.toLowerCase(), id]))
  const attributes = [...new Set([...directory.attributes, attribute])]
  const read = (entry: SearchEntry) => ({ id: anchorIn(entry, attribute), decoded: directory.decode(entry) })
  const decoded = []
  for await (const one of found(fetch, ids, { attributes, read })) {
    rest.delete((one.id ?? '').toLowerCase())
    decoded.push(one.decoded)
  }
  const { deltas, problems = [] } = await pageOf(directory.wire, decoded, reading.signal)
  return { deltas: [...deltas], problems: [...problems], missing: [...rest.values()] }
}

/** Reads objects whole by their names; whatever else may have such a name now. */
export async function fetchNamed(
  { directory, reading }: Omit<Fetch, 'attribute'>,
  dns: readonly string[],
): Promise<Fetched> {
  const fetched: Fetched = { deltas: [], problems: [], missing: [] }
  for (const dn of new Map(dns.map(dn => [dnKey(dn), dn])).values()) {
    let isThere = false
    for await (const { deltas, problems = [] } of readBelow(directory, dn, { ...reading, scope: 'base' })) {
      isThere = true
      fetched.deltas.push(...deltas)
      fetched.problems.push(...problems)
    }
    if (!isThere) fetched.missing.push(dn)
  }
  return fetched
}

async function* found<Item>(
  { directory, attribute, reading }: Fetch,
  ids: readonly string[],
  search: { readonly attributes: readonly string[]; readonly read: (entry: SearchEntry) => Item },
): AsyncGenerator<Item> {
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const filter = withOneOf(directory.filter, attribute, ids.slice(i, i + AT_ONCE))
    for (const base of directory.bases) {
      const request = { ...search, filter, signal: reading.signal, pageSize: undefined }
      for await (const page of searchBelow(directory, base, request)) yield* page
    }
  }
}
