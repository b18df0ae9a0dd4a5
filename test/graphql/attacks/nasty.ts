import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql'

/** Texts that mean something to somebody on the way to the database. */
export const NASTY: readonly string[] = [
  "'",
  "'; drop table entry; --",
  "') or 1=1 --",
  '"',
  '\\',
  "\\'",
  '%_',
  '$1',
  '?',
  '\0',
  'a\0b',
  '\ud800',
  'a\udfff\ud800b',
  'x'.repeat(10_000),
  '{}',
  '[1',
  '9'.repeat(400),
  '-1e999',
  '\u202e\u0000\uffff',
  '2026-02-31T25:61:61Z',
  '__proto__',
]

/** What stands beside the value under attack, where something has to. */
export type Fillers = Readonly<Record<string, unknown>>

/**
 * Values of an input type that have the text in every leaf that takes a text, one after the other. Comparisons that were tried
 * already stand side by side in one value.
 */
export function attacks(type: GraphQLInputType, text: string, fillers: Fillers, seen = new Set<string>()): unknown[] {
  if (isNonNullType(type)) return attacks(type.ofType, text, fillers, seen)
  if (isListType(type)) return attacks(type.ofType, text, fillers, seen).map(each => [each])
  if (isScalarType(type)) return ['Int', 'Boolean', 'Float'].includes(type.name) ? [] : [text]
  if (!isInputObjectType(type) || seen.has(type.name)) return []
  seen.add(type.name)
  const fields = Object.values(type.getFields())
  const beside: Record<string, unknown> = {}
  const values: unknown[] = []
  for (const field of fields) {
    const required = fields.filter(each => each !== field && isRequiredInputField(each))
    const others = Object.fromEntries(required.map(each => [each.name, fillers[each.name]]))
    const named = getNamedType(field.type)
    if (isInputObjectType(named) && seen.has(named.name) && named.getFields().eq !== undefined)
      beside[field.name] = { eq: text }
    for (const value of attacks(field.type, text, fillers, seen)) values.push({ ...others, [field.name]: value })
  }
  return Object.keys(beside).length === 0 ? values : [...values, beside]
}

export interface Attack {
  readonly query: string
  readonly variables: object
}

/** Every operation of one kind, with the text in each of its arguments. */
export function* operations(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  text: string,
  fillers: Fillers,
): Generator<Attack> {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
  const seen = new Set<string>()
  for (const field of Object.values(root?.getFields() ?? {})) {
    for (const argument of field.args) {
      for (const value of attacks(argument.type, text, fillers, seen)) {
        const others = field.args.filter(each => each !== argument && isNonNullType(each.type))
        const all = [argument, ...others]
        const declared = all.map(each => `$${each.name}: ${each.type}`).join(', ')
        const given = all.map(each => `${each.name}: $${each.name}`).join(', ')
        yield {
          query: `${kind} (${declared}) { ${field.name}(${given}) ${selection(String(getNamedType(field.type)))} }`,
          variables: {
            ...Object.fromEntries(others.map(each => [each.name, fillers[each.name]])),
            [argument.name]: value,
          },
        }
      }
    }
  }
}

const selection = (type: string): string =>
  type.endsWith('Connection')
    ? '{ totalCount nodes { __typename } }'
    : ['String', 'Boolean', 'Int', 'BigInt', 'ID', 'Any'].includes(type)
      ? ''
      : '{ __typename }'
