import type { Filter, SearchEntry } from 'ldapts'
import type { Page } from '../connector.js'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import { assertReadable } from '../kit/ldap/look-up.js'
import { type PagedSearch, type Search, searchPages } from '../kit/ldap/pages.js'
import { codeOf } from '../kit/ldap/trouble.js'
import { pageOf } from '../kit/ldap/whole.js'
import { orCancelled } from '../kit/stop.js'
import type { Directory, Reading, Standing } from './directory.js'

/** A search below a base, or below an object within one. */
export function searchBelow<Item>(
  directory: Directory,
  base: string,
  {
    filter = directory.filter,
    attributes = directory.attributes,
    scope = directory.settings.scope,
    read,
    ...reading
  }: Omit<PagedSearch<Item>, 'read'> & {
    readonly filter?: Filter
    readonly attributes?: readonly string[]
    readonly scope?: Search['scope']
    readonly read: (entry: SearchEntry) => Item
  },
): AsyncGenerator<readonly Item[]> {
  const { wire, settings } = directory
  return searchPages(wire, { base, scope, filter, attributes, timeLimit: settings.timeLimit }, { ...reading, read })
}

/** Every selected object below the bases. @throws ConnectorError also when a base gives nothing because it cannot be seen */
export async function* readWhole(
  directory: Directory,
  reading: Reading,
  standing?: Pick<Standing, 'look' | 'attributes'>,
): AsyncGenerator<Page> {
  const { wire, decode, bases } = directory
  const { look, attributes = [] } = standing ?? {}
  const wanted = attributes.length === 0 ? directory.attributes : [...directory.attributes, ...attributes]
  const read = (entry: SearchEntry): DecodedEntry => {
    const decoded = decode(entry)
    look?.(entry, decoded)
    return decoded
  }
  for (const base of bases) {
    let found = false
    for await (const decoded of searchBelow(directory, base, { ...reading, attributes: wanted, read })) {
      found = true
      yield await pageOf(wire, decoded, reading.signal)
    }
    if (!found) await orCancelled(assertReadable(wire, base), reading.signal)
  }
}

/** The objects at and below a name, whole; none when there is no such name (any more). */
export async function* readBelow(
  directory: Directory,
  base: string,
  { scope = 'sub', ...reading }: Reading & { readonly scope?: 'base' | 'sub' },
): AsyncGenerator<Page> {
  try {
    const found = searchBelow(directory, base, { ...reading, scope, read: directory.decode })
    for await (const decoded of found) yield await pageOf(directory.wire, decoded, reading.signal)
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
}

const NO_SUCH_OBJECT = 32
function isAbsent(error: unknown): boolean {
  return error instanceof Error && codeOf(error.cause) === NO_SUCH_OBJECT
}
