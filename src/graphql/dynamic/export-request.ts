import { coerceInputValue, type GraphQLInputObjectType, type GraphQLInputType, type GraphQLSchema } from 'graphql'
import type { GraphField, GraphType } from '../../metaverse/graph/graph-type.js'
import { searchWords } from '../../metaverse/search-words.js'
import { ProblemError } from '../../model/problem.js'
import type { ExportField, ExportQuery } from '../../storage/read/graph/export-sql.js'
import { hasUnstorable, UNSTORABLE } from '../storable.js'
import type { OrderWish } from './list-plan.js'
import { relationOf, whereCondition } from './where.js'

/** What an address asks to be exported: `fields`, `where`, `search`, `orderBy` and `format`. */
export type ExportWish = Readonly<Record<string, unknown>>

const MOST_FIELDS = 200
const TIMES = { createdAt: 'created_at', changedAt: 'changed_at' } as const

/** @throws ProblemError `request.invalid`, `request.not-found` */
export function exportQuery(schema: GraphQLSchema, list: string, wish: ExportWish): ExportQuery {
  const root = schema.getQueryType()?.getFields()[list]
  const type = root?.extensions.hub as GraphType | undefined
  if (root === undefined || type === undefined) {
    throw new ProblemError({
      code: 'request.not-found',
      message: `There is no list ${list.slice(0, 100)} that can be exported.`,
      hint: 'Name a list of a type of the metaverse, such as people or groups.',
    })
  }
  const argument = (name: string): GraphQLInputType =>
    root.args.find(each => each.name === name)?.type as GraphQLInputType
  const text = (name: string): string | undefined => oneText(name, wish[name])
  const where = text('where')
  const orderBy = text('orderBy')
  const format = text('format') ?? 'ndjson'
  if (format !== 'ndjson' && format !== 'csv') throw invalid(`${format} is no format.`, 'Ask for ndjson or csv.')
  const whereType = argument('where') as GraphQLInputObjectType
  const order =
    orderBy === undefined ? [] : (coerced(orderBy.split(','), argument('orderBy'), 'orderBy') as OrderWish[])
  return {
    type: type.source,
    format,
    where:
      where === undefined
        ? undefined
        : whereCondition(whereType, coerced(parsed(where), whereType, 'where') as Record<string, unknown>),
    search: searchWords(text('search') ?? ''),
    order: order.map(({ by, descending }) => ({ by, descending })),
    fields: exportFields(type, text('fields'), { schema, format }),
  }
}

function oneText(name: string, value: unknown): string | undefined {
  if (hasUnstorable(value)) throw invalid(UNSTORABLE, 'Leave the character out.')
  if (value === undefined || typeof value === 'string') return value === '' ? undefined : value
  throw invalid(`${name} is given several times.`, 'Say it once.')
}

function parsed(where: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(where)
  } catch {
    throw invalid(
      'where is no JSON.',
      'Write what the argument where of the graph takes as JSON, encoded for an address.',
    )
  }
  if (hasUnstorable(value)) throw invalid(UNSTORABLE, 'Leave the character out.')
  return value
}

function coerced(value: unknown, type: GraphQLInputType, name: string): unknown {
  return coerceInputValue(value, type, (path, _value, error) => {
    throw invalid(`${[name, ...path].join('.')}: ${error.message}`, `The schema describes what ${name} takes.`)
  })
}

interface Place {
  readonly schema: GraphQLSchema
  readonly format: ExportQuery['format']
}

/** A tree of names from `id,displayName,manager.mail`. */
type Tree = Map<string, Tree>

function exportFields(type: GraphType, wanted: string | undefined, place: Place): ExportField[] {
  const paths = (wanted ?? usualFields(type)).split(',').map(path => path.trim().split('.'))
  if (paths.length > MOST_FIELDS)
    throw invalid(`${paths.length} fields are too many.`, `Ask for ${MOST_FIELDS} at most.`)
  const tree: Tree = new Map()
  for (const path of paths) {
    let at = tree
    for (const step of path) {
      const below: Tree = at.get(step) ?? new Map()
      at.set(step, below)
      at = below
    }
  }
  return fieldsOf([type], tree, { ...place, depth: 1 })
}

const usualFields = ({ fields }: GraphType): string =>
  [
    'id',
    ...fields.filter(field => field.kind === 'value' && field.attribute.type !== 'binary').map(({ name }) => name),
  ].join(',')

const MOST_LEVELS = 4

/** @param types the object is of one of these */
function fieldsOf(types: readonly GraphType[], tree: Tree, place: Place & { readonly depth: number }): ExportField[] {
  if (place.depth > MOST_LEVELS)
    throw invalid('The fields go too deep.', `Follow ${MOST_LEVELS - 1} references at most.`)
  return [...tree].map(([name, below]) => {
    const field = types.flatMap(({ fields }) => fields).find(each => each.name === name)
    if (field?.kind === 'reference') return { name, of: relationField(field, below, place) }
    if (below.size > 0) throw invalid(`${name} has no fields below it.`, 'Only references have: manager.displayName.')
    return { name, of: valueField(name, field) }
  })
}

function valueField(name: string, field: GraphField | undefined): ExportField['of'] {
  if (field?.kind === 'value') return field.attribute
  if (name === 'id' || name === 'type') return name
  if (name in TIMES) return TIMES[name as keyof typeof TIMES]
  throw invalid(
    `There is no field “${name.slice(0, 100)}” that can be exported here.`,
    'Attributes can, id, type, createdAt and changedAt, and those of references: manager.displayName.',
  )
}

function relationField(
  field: GraphField & { readonly kind: 'reference' },
  below: Tree,
  place: Place & { readonly depth: number },
): ExportField['of'] {
  const { schema, depth } = place
  const fields = below.size > 0 ? below : new Map([['id', new Map()]])
  return {
    relation: relationOf(field),
    type: field.type,
    many: field.many,
    fields: fieldsOf(typesOf(schema, field.type), fields, { ...place, depth: depth + 1 }),
  }
}

/** The types of the graph for one object type, or for any. */
function typesOf(schema: GraphQLSchema, source: string | undefined): GraphType[] {
  const names = schema.extensions.objectTypes as ReadonlyMap<string, string>
  const wanted = source === undefined ? [...names.values()] : [names.get(source) ?? '']
  return wanted.flatMap(name => (schema.getType(name)?.extensions.hub as GraphType | undefined) ?? [])
}

const invalid = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })
