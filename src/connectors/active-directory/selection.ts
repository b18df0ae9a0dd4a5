import { AndFilter, type Filter } from 'ldapts'
import type { AttributeDefinition } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'
import { type EntryDecoder, entryDecoder } from '../kit/ldap/decode.js'
import type { Dialect } from '../kit/ldap/dialect.js'
import { parseFilter } from '../kit/ldap/filter.js'
import { requestedAttributes } from '../kit/ldap/slots.js'
import { definitionsOf } from '../kit/selection.js'
import { activeDirectory } from './dialect.js'
import { type Facts, readBackLinks, readFacts } from './facts.js'
import type { Link } from './forest.js'
import type { ActiveDirectorySettings } from './settings.js'
import { attributesIn, structuralType, typeFilter } from './type-filter.js'

export const ANCHOR = 'objectGUID'
/** An attribute of ours: the group that `primaryGroupID` means, as a reference. */
export const PRIMARY_GROUP = 'primaryGroup'
export const PRIMARY_GROUP_ID = 'primaryGroupID'
export const OBJECT_SID = 'objectSid'

/** What is asked of the directory, and how the answers are read. */
export interface Selection {
  readonly types: readonly ObjectTypeSelection[]
  /** Selected attributes by lower-case name, what is only asked for to make others from among them. */
  readonly definitions: ReadonlyMap<string, AttributeDefinition>
  readonly attributes: readonly string[]
  readonly dialect: Dialect
  readonly facts: Facts
  /** The selected references that have one, by the name of their back link: `memberOf` → `member`. */
  readonly backLinks: ReadonlyMap<string, AttributeDefinition>
  readonly decode: EntryDecoder
  /** Objects of the selected types. */
  readonly ofType: Filter
  /** The filter of the settings. */
  readonly filter: Filter | undefined
  /** Both. */
  readonly wanted: Filter
  /** Lower-case names of what the filter of the settings looks at. */
  readonly filtered: ReadonlySet<string>
  /** Types that select the primary group. */
  readonly primaryGroupOf: ReadonlySet<string>
  /** Types whose members are to include those that have the group as their primary one. */
  readonly primaryMembersOf: ReadonlySet<string>
}

/** @throws ConnectorError when the filter is malformed or the schema cannot be read. */
export async function selectionOf(
  settings: ActiveDirectorySettings,
  selected: readonly ObjectTypeSelection[],
  link: Link,
): Promise<Selection> {
  const primaryGroupOf = new Set(selected.filter(type => selects(type, PRIMARY_GROUP)).map(({ name }) => name))
  const primaryMembersOf = new Set(
    selected.filter(type => settings.primaryGroupMembers && selects(type, 'member')).map(({ name }) => name),
  )
  const asked = selected.map(type =>
    askedOf(type, {
      ...(primaryGroupOf.has(type.name) && { [PRIMARY_GROUP_ID]: 'string' }),
      ...(primaryMembersOf.size > 0 && { [PRIMARY_GROUP_ID]: 'string', [OBJECT_SID]: 'string' }),
    }),
  )
  const filter = settings.filter === undefined ? undefined : parseFilter(settings.filter)
  const ofType = typeFilter(selected)
  const definitions = definitionsOf(asked)
  const facts = await readFacts(link, [...definitions.keys()])
  const backLinks = await readBackLinks(link, facts)
  const dialect = activeDirectory(structuralType(selected), facts)
  return {
    types: selected,
    definitions,
    attributes: requestedAttributes(asked, ANCHOR),
    dialect,
    facts,
    backLinks: definedBackLinks(backLinks, definitions),
    decode: entryDecoder({ types: asked, anchor: ANCHOR, depths: new Map(), dialect }),
    ofType,
    filter,
    wanted: filter === undefined ? ofType : new AndFilter({ filters: [ofType, filter] }),
    filtered: filter === undefined ? new Set() : attributesIn(filter),
    primaryGroupOf,
    primaryMembersOf,
  }
}

function definedBackLinks(
  backLinks: ReadonlyMap<string, string>,
  definitions: ReadonlyMap<string, AttributeDefinition>,
): ReadonlyMap<string, AttributeDefinition> {
  return new Map(
    [...backLinks].flatMap(([backLink, forward]) => {
      const definition = definitions.get(forward)
      return definition?.type === 'reference' ? [[backLink, definition] as const] : []
    }),
  )
}

export const selects = (type: ObjectTypeSelection | undefined, name: string): boolean =>
  type?.attributes.some(one => one.name.toLowerCase() === name.toLowerCase()) ?? false

/** What the directory does not know is made of what it knows. */
function askedOf(type: ObjectTypeSelection, more: Readonly<Record<string, 'string'>>): ObjectTypeSelection {
  const known = type.attributes.filter(({ name }) => name.toLowerCase() !== PRIMARY_GROUP.toLowerCase())
  const added = Object.entries(more).filter(([name]) => !selects(type, name))
  return {
    name: type.name,
    attributes: [...known, ...added.map(([name, kind]) => ({ name, type: kind, multivalued: false }) as const)],
  }
}
