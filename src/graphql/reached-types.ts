import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type OperationTypeNode,
} from 'graphql'
import { type AccessColumn, meets } from './access-columns.js'
import type { DecidedTypes } from './decided-types.js'
import { LISTED_NEEDS } from './field-needs.js'
import { casesOf, type RootNeeds } from './root-needs.js'

/** The types of which a key gets objects, each with the fields of the roots that lead to it in the fewest steps. */
export type ReachedTypes = ReadonlyMap<string, ReadonlySet<string>>

export interface Decided {
  readonly schema: GraphQLSchema
  readonly roots: RootNeeds
  readonly types: DecidedTypes
}

type Reached = Map<string, Set<string>>

/** Goes every way that the decisions leave open to the keys of a column. */
export function reachedTypes(decided: Decided, column: AccessColumn): ReachedTypes {
  const reached: Reached = new Map()
  for (let next = fromRoots(decided, column); next.size > 0; ) {
    for (const [type, roots] of next) reached.set(type, roots)
    next = fromTypes(decided, column, { from: next, reached })
  }
  return reached
}

function fromRoots({ schema, roots }: Decided, column: AccessColumn): Reached {
  const found: Reached = new Map()
  for (const [root, needs] of Object.entries(roots)) {
    const fields = schema.getRootType(root.toLowerCase() as OperationTypeNode)?.getFields() ?? {}
    for (const [name, need] of Object.entries(needs)) {
      for (const { about, need: each } of casesOf(need)) {
        const type = fields[name]?.type
        if (type === undefined || !meets(column, each)) continue
        for (const object of objectsOf(schema, type, about)) note(found, column, { object, roots: [name] })
      }
    }
  }
  return found
}

function fromTypes(
  { schema, types }: Decided,
  column: AccessColumn,
  { from, reached }: { readonly from: Reached; readonly reached: Reached },
): Reached {
  const found: Reached = new Map()
  for (const [name, roots] of from) {
    const fields = (schema.getType(name) as GraphQLObjectType).getFields()
    for (const [field, need] of Object.entries(types.get(name) ?? {})) {
      const type = fields[field]?.type
      if (type === undefined || !meets(column, need)) continue
      for (const object of objectsOf(schema, type))
        if (!reached.has(object.name)) note(found, column, { object, roots: [...roots] })
    }
  }
  return found
}

interface Noted {
  readonly object: GraphQLObjectType
  readonly roots: readonly string[]
}

function note(found: Reached, column: AccessColumn, { object: { name }, roots }: Noted): void {
  if (!meets(column, LISTED_NEEDS[name] ?? 'key')) return
  const held = found.get(name) ?? new Set()
  found.set(name, held)
  for (const root of roots) held.add(root)
}

/** @param about of a field that finds anything with an id: what it is asked about */
function objectsOf(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  about?: string | undefined,
): readonly GraphQLObjectType[] {
  const named = getNamedType(type)
  if (!isAbstractType(named)) return isObjectType(named) ? [named] : []
  const one = about === undefined ? named : schema.getType(about)
  if (isAbstractType(one)) return schema.getPossibleTypes(one)
  return isObjectType(one) ? [one] : []
}
