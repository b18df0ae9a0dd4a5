import { AndFilter, GreaterThanEqualsFilter, OrFilter } from 'ldapts'
import { searchPages } from '../kit/ldap/pages.js'
import { domainScope } from './controls.js'
import { isNamedSince } from './metadata.js'
import { bytesOf, textOf } from './root-dse.js'
import { ofClass } from './type-filter.js'
import type { Reading } from './whole.js'

const ATTRIBUTES = ['uSNCreated', 'replPropertyMetaData']
/** What people make to put objects in, with the classes below these. Asked for by name: not every server can look up change numbers. */
const CONTAINERS = ['organizationalUnit', 'container', 'organization', 'locality', 'country']

/** Objects whose change numbers are higher. */
export const changedAfter = (usn: bigint) =>
  new GreaterThanEqualsFilter({ attribute: 'uSNChanged', value: String(usn + 1n) })

/**
 * The containers that were renamed or moved since a change number: what lies below them has another name now, and is not told as
 * changed. Without the right to see when a name was changed, every changed container counts.
 */
export async function movedContainers(reading: Reading, usn: bigint): Promise<string[]> {
  const { partition, pageSize, signal, timeLimit } = reading
  const filters = [new OrFilter({ filters: CONTAINERS.map(ofClass) }), changedAfter(usn)]
  const search = { base: partition.dn, scope: 'sub', filter: new AndFilter({ filters }), timeLimit } as const
  const moved: string[] = []
  const request = { ...search, attributes: ATTRIBUTES, controls: [domainScope()] }
  const pages = searchPages(partition.link.wire, request, { pageSize, signal, read: entry => entry })
  for await (const entries of pages) {
    for (const entry of entries) {
      const isNew = BigInt(textOf(entry, 'uSNCreated') ?? 0) > usn
      const isRoot = entry.name.toLowerCase() === partition.dn.toLowerCase()
      if (!isNew && !isRoot && isNamedSince(bytesOf(entry, 'replPropertyMetaData'), usn)) moved.push(entry.name)
    }
  }
  return moved
}
