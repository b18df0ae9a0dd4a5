import { TAKEN } from '../generated/taken-names.js'
import type { MetaverseSchema, MetaverseType } from '../schema.js'
import type { GraphType, NameClash } from './graph-type.js'
import { newNameBook } from './name-book.js'
import { typeFields, WHERE_FIELDS } from './type-fields.js'
import { fieldName, plural, typeName } from './words.js'

/** What the names of a type's helpers end with. */
export const HELPERS = ['', 'Connection', 'Edge', 'Where', 'Order', 'By', 'Relation'] as const

/** Types that all types of the typed graph share. */
export const SHARED_TYPES = [
  'AnyObjectRelation',
  'AnyObjectWhere',
  'BigInt',
  'BigIntComparison',
  'BooleanComparison',
  'DateTimeComparison',
  'EntryName',
  'IDComparison',
  'PresenceComparison',
  'StringComparison',
] as const

/**
 * The types of the graph for a metaverse: every name of the typed graph comes from here. A type or an attribute whose name is
 * taken is left out, and `clashes` says so.
 */
export function graphTypes(schema: MetaverseSchema): {
  readonly types: readonly GraphType[]
  readonly clashes: readonly NameClash[]
} {
  const types: GraphType[] = []
  const clashes: NameClash[] = []
  const books = {
    type: newNameBook([...TAKEN.types, ...SHARED_TYPES]),
    query: newNameBook(TAKEN.queries),
    condition: newNameBook([...WHERE_FIELDS, 'types', 'displayName']),
  }
  for (const source of [...schema.types.values()].sort(byName)) {
    const named = namesOf(source)
    if (named === undefined) {
      clashes.push({ type: source.name, message: `No letter of “${source.name}” is one that the graph's names have` })
      continue
    }
    const wanted = {
      type: HELPERS.map(helper => named.name + helper),
      query: [named.list, named.by],
      condition: [named.member],
    }
    const clash = (['type', 'query', 'condition'] as const)
      .map(what => ({ what, held: books[what].claim(wanted[what], `the type ${source.name}`) }))
      .find(({ held }) => held !== undefined)
    if (clash?.held !== undefined) {
      const message = `The ${clash.what} ${clash.held.name} of the graph belongs to ${clash.held.owner}`
      clashes.push({ type: source.name, message })
      continue
    }
    const { clashes: more, ...fields } = typeFields(source, schema)
    types.push({ ...named, ...fields })
    clashes.push(...more)
  }
  return { types, clashes }
}

const byName = (a: MetaverseType, b: MetaverseType): number => (a.name < b.name ? -1 : 1)

function namesOf({
  name: source,
}: MetaverseType): Pick<GraphType, 'source' | 'name' | 'member' | 'list' | 'by'> | undefined {
  const [name, member] = [typeName(source), fieldName(source)]
  if (name === undefined || member === undefined) return undefined
  return { source, name, member, list: plural(member), by: `${member}By` }
}
