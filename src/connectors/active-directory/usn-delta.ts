import { AndFilter, EqualityFilter, type Filter, NotFilter, type SearchEntry } from 'ldapts'
import type { Page } from '../connector.js'
import { searchOnce, searchPages } from '../kit/ldap/pages.js'
import { codeOf, readTrouble } from '../kit/ldap/trouble.js'
import { domainScope, showDeleted } from './controls.js'
import type { Partition } from './forest.js'
import { guidText } from './guid.js'
import type { Later } from './later.js'
import { isNamedSince } from './metadata.js'
import { changedAfter } from './moved-containers.js'
import { newPrimaryMembers } from './primary-members.js'
import { ANY, bytesOf } from './root-dse.js'
import { ANCHOR, PRIMARY_GROUP_ID } from './selection.js'
import type { Reading } from './whole.js'
import { readWhole } from './whole.js'

/** Everything of one partition that was changed after a change number. @param listed whether all that is there is listed, instead of telling what was deleted */
export async function* usnDelta(
  reading: Reading,
  { usn, listed, later }: { readonly usn: bigint; readonly listed: boolean; readonly later: Later },
): AsyncGenerator<Page> {
  const { partition, selection } = reading
  // First what is gone: its name may be another's by now.
  if (!listed) yield* deletedSince(reading, usn)
  if (selection.filter !== undefined) {
    const filters = [changedAfter(usn), selection.ofType, new NotFilter({ filter: selection.filter })]
    for await (const gone of anchorsOf(reading, partition.dn, new AndFilter({ filters }))) yield { deltas: [], gone }
  }
  const filter = new AndFilter({ filters: [changedAfter(usn), selection.wanted] })
  const following = later.following(reading, entry => isNamedSince(bytesOf(entry, METADATA), usn))
  const besides = { ...following, attributes: [...following.attributes, METADATA] }
  for await (const { outside, found: _, ...page } of readWhole(reading, { base: partition.dn, filter, besides })) {
    yield outside.length > 0 ? { ...page, gone: outside } : page
  }
  yield* primaryMembersSince(reading, filter)
  if (listed) yield* everythingThere(reading)
}

async function* primaryMembersSince(reading: Reading, filter: Filter): AsyncGenerator<Page> {
  const { partition, selection } = reading
  if (selection.primaryMembersOf.size === 0) return
  const members = newPrimaryMembers(reading)
  const take = (entry: SearchEntry) => members.take(entry)
  for await (const _ of entriesOf(reading, {
    base: partition.dn,
    filter,
    attributes: [PRIMARY_GROUP_ID],
    read: take,
  })) {
    // taken
  }
  yield* members.pages()
}

async function* deletedSince(reading: Reading, usn: bigint): AsyncGenerator<Page> {
  const { partition, selection } = reading
  const filter = new AndFilter({ filters: [changedAfter(usn), IS_DELETED, selection.ofType] })
  const base = deletedObjectsOf(partition)
  for await (const gone of anchorsOf(reading, base, filter, [showDeleted()])) yield { deltas: [], gone }
}

async function* everythingThere(reading: Reading): AsyncGenerator<Page> {
  const { partition, selection } = reading
  const read = (entry: SearchEntry) => (partition.scope.includes(entry.name) ? anchorIn(entry) : '')
  for (const base of partition.scope.bases) {
    const search = { base, filter: selection.wanted, attributes: [ANCHOR], read }
    for await (const anchors of entriesOf(reading, search)) {
      yield { deltas: [], present: anchors.filter(anchor => anchor !== '') }
    }
  }
}

const METADATA = 'replPropertyMetaData'
const IS_DELETED = new EqualityFilter({ attribute: 'isDeleted', value: 'TRUE' })
/** The container of deleted objects, by what every naming context calls it ([MS-ADTS] 6.1.1.4). */
const DELETED_OBJECTS = '18E2EA80684F11D2B9AA00C04F79F805'
const deletedObjectsOf = ({ dn }: Partition): string => `<WKGUID=${DELETED_OBJECTS},${dn}>`

/** Whether the account may see deleted objects. */
export async function seesDeleted(partition: Partition): Promise<boolean> {
  const search = { base: deletedObjectsOf(partition), scope: 'base', filter: ANY, attributes: ['1.1'] } as const
  try {
    const controls = [showDeleted()]
    return (await searchOnce(partition.link.wire, { ...search, timeLimit: 0, controls })).length > 0
  } catch (error) {
    const code = codeOf(error)
    if (code === 32 || code === 50) return false
    throw readTrouble(error, `the deleted objects of ${partition.dn}`)
  }
}

const anchorIn = (entry: SearchEntry): string => guidText(bytesOf(entry, ANCHOR)) ?? ''

function anchorsOf(reading: Reading, base: string, filter: Filter, controls = [domainScope()]) {
  return entriesOf(reading, { base, filter, attributes: [ANCHOR], read: anchorIn, controls })
}

function entriesOf<Item>(
  { partition, pageSize, signal, timeLimit }: Reading,
  search: {
    readonly base: string
    readonly filter: Filter
    readonly attributes: readonly string[]
    readonly read: (entry: SearchEntry) => Item
    readonly controls?: readonly ReturnType<typeof domainScope>[]
  },
): AsyncGenerator<readonly Item[]> {
  const { read, controls = [domainScope()], ...what } = search
  const whole = { ...what, scope: 'sub', timeLimit, controls } as const
  return searchPages(partition.link.wire, whole, { pageSize, signal, read })
}
