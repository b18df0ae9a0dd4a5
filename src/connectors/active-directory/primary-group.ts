import { AndFilter, EqualityFilter, OrFilter } from 'ldapts'
import type { AddDelta, Changes } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { Values } from '../../model/value.js'
import { searchOnce, searchPages } from '../kit/ldap/pages.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import { domainScope } from './controls.js'
import type { Partition } from './forest.js'
import { guidText } from './guid.js'
import { bytesOf, readEntry } from './root-dse.js'
import { ANCHOR, OBJECT_SID, PRIMARY_GROUP, PRIMARY_GROUP_ID, type Selection, selects } from './selection.js'
import { sidBytes, sidText } from './sid.js'
import { ofClass } from './type-filter.js'

export interface GroupName {
  readonly dn: string
  readonly anchor: string
}

/**
 * What `primaryGroupID` means in one partition. A primary group does not list those who have it: they say so themselves, by the
 * last part of the group's objectSid.
 */
export interface PrimaryGroups {
  /** The group with this number in the domain; asked once. */
  groupOf(rid: string): Promise<GroupName | undefined>
  /** Those who have the group with this number as their primary one. */
  membersOf(rid: string): Promise<Values>
  /** Which of these names have it. */
  whichOf(rid: string, names: Values): Promise<ReadonlySet<string>>
}

const PAGE = 1_000
const MOST_AT_ONCE = 100

export function primaryGroups({ dn, link: { wire } }: Partition, signal: AbortSignal): PrimaryGroups {
  const groups = new Map<string, Promise<GroupName | undefined>>()
  let domain: Promise<string | undefined> | undefined
  const domainSid = () => {
    domain ??= readEntry(wire, dn, [OBJECT_SID]).then(entry => sidText(bytesOf(entry, OBJECT_SID)))
    return domain
  }
  const search = { base: dn, scope: 'sub', timeLimit: 0, controls: [domainScope()] } as const
  const having = (rid: string) =>
    new AndFilter({ filters: [ofClass('user'), new EqualityFilter({ attribute: PRIMARY_GROUP_ID, value: rid })] })

  const find = async (rid: string): Promise<GroupName | undefined> => {
    const sid = sidBytes(`${await domainSid()}-${rid}`)
    if (sid === undefined) return undefined
    const filter = new EqualityFilter({ attribute: OBJECT_SID, value: sid })
    const [entry] = await searchOnce(wire, { ...search, filter, attributes: [ANCHOR] })
    const anchor = guidText(bytesOf(entry, ANCHOR))
    return entry === undefined || anchor === undefined ? undefined : { dn: entry.name, anchor }
  }
  return {
    groupOf(rid) {
      const known = groups.get(rid) ?? find(rid).catch(error => Promise.reject(readTrouble(error, 'the primary group')))
      groups.set(rid, known)
      return known
    },
    async membersOf(rid) {
      const members: string[] = []
      const request = { ...search, filter: having(rid), attributes: ['1.1'] }
      for await (const part of searchPages(wire, request, { pageSize: PAGE, signal, read: entry => entry.name })) {
        members.push(...part)
      }
      return members
    },
    async whichOf(rid, list) {
      const found = new Set<string>()
      for (let i = 0; i < list.length; i += MOST_AT_ONCE) {
        const some = list.slice(i, i + MOST_AT_ONCE)
        const filters = some.map(value => new EqualityFilter({ attribute: 'distinguishedName', value }))
        const filter = new AndFilter({ filters: [having(rid), new OrFilter({ filters })] })
        const entries = await searchOnce(wire, { ...search, filter, attributes: ['1.1'] }).catch(error => {
          throw readTrouble(error, 'the members of a primary group')
        })
        for (const { name } of entries) found.add(dnKey(name))
      }
      return found
    },
  }
}

/** The object with its primary group, or its primary members, if its type is to have them; without what was only asked for that. */
export async function withPrimaryGroup(
  delta: AddDelta,
  selection: Selection,
  groups: PrimaryGroups,
): Promise<AddDelta> {
  const { primaryGroupOf, primaryMembersOf } = selection
  if (primaryGroupOf.size === 0 && primaryMembersOf.size === 0) return delta
  const type = selection.types.find(({ name }) => name === delta.objectType)
  const attributes: Record<string, Values> = { ...delta.attributes }
  const rid = firstOf(attributes, PRIMARY_GROUP_ID)
  const sid = firstOf(attributes, OBJECT_SID)
  for (const name of [PRIMARY_GROUP_ID, OBJECT_SID]) if (!selects(type, name)) delete attributes[name]
  if (rid !== undefined && primaryGroupOf.has(delta.objectType)) {
    const group = await groups.groupOf(rid)
    if (group !== undefined) attributes[PRIMARY_GROUP] = [group.dn]
  }
  const ownRid = ridOf(sid)
  if (isGroup(delta) && ownRid !== undefined && primaryMembersOf.has(delta.objectType)) {
    const members = [...(attributes.member ?? []), ...(await groups.membersOf(ownRid))]
    if (members.length > 0) attributes.member = members
  }
  return { ...delta, attributes }
}

const isGroup = ({ objectType }: AddDelta): boolean => objectType.toLowerCase() === 'group'

/** The changes with the primary group in place of its number, if it is selected. */
export async function changesWithPrimaryGroup(
  changes: Changes,
  selection: Selection,
  groups: PrimaryGroups,
): Promise<Changes> {
  const number = changes[PRIMARY_GROUP_ID]
  if (number === undefined || selection.primaryGroupOf.size === 0) return changes
  const rid = number.at(-1)?.values[0]
  const group = rid === undefined ? undefined : await groups.groupOf(rid)
  return { ...changes, [PRIMARY_GROUP]: [{ operation: 'replace', values: group === undefined ? [] : [group.dn] }] }
}

function firstOf(attributes: Readonly<Record<string, Values>>, wanted: string): string | undefined {
  const name = Object.keys(attributes).find(one => one.toLowerCase() === wanted.toLowerCase())
  return name === undefined ? undefined : attributes[name]?.[0]
}

/** The last part of a security identifier, in whatever form it is selected. */
export function ridOf(sid: string | undefined): string | undefined {
  if (sid === undefined) return undefined
  const text = sid.startsWith('S-') ? sid : sidText(Buffer.from(sid, 'base64'))
  return text?.split('-').at(-1)
}

export const ridOfEntry = (bytes: Buffer | undefined): string | undefined => ridOf(sidText(bytes))
