import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
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

/** Nobody, so that what is done by mutations is done to nothing. Ids depend on who attacks. */
export const FILLERS: Fillers = {
  agent: 'hr',
  farm: 'portal',
  at: '2026-01-01T00:00:00Z',
  attribute: 'displayName',
  expression: '1',
  document: '{}',
  profile: 'none',
  confirm: 'nobody',
  name: 'nobody',
  password: 'nothing',
  oldPassword: 'nothing',
  newPassword: 'nothing',
  explicit: false,
  state: 'EXPLICIT',
  scopes: ['reader'],
  prefix: '0000000000',
  type: 'person',
  path: 'x.ts',
  content: '',
  mode: 'FULL',
  input: { expression: '1' },
  dn: 'cn=nobody',
  representations: [],
}

/** What is tried in the place of a scalar of this name; nothing: it is not under attack. */
export type Leaf = (scalar: string) => readonly unknown[]

export const inEveryText =
  (text: string): Leaf =>
  scalar =>
    ['Int', 'Boolean', 'Float'].includes(scalar) ? [] : [text]

export const inEveryId =
  (id: string | number): Leaf =>
  scalar =>
    scalar === 'ID' ? [id] : []

/**
 * Values of an input type that have the attack in every leaf that takes one, one after the other. Comparisons that were tried
 * already stand side by side in one value.
 */
export function attacks(type: GraphQLInputType, leaf: Leaf, fillers: Fillers, seen = new Set<string>()): unknown[] {
  if (isNonNullType(type)) return attacks(type.ofType, leaf, fillers, seen)
  if (isListType(type)) return attacks(type.ofType, leaf, fillers, seen).map(each => [each])
  if (isScalarType(type)) return [...leaf(type.name)]
  if (!isInputObjectType(type) || seen.has(type.name)) return []
  seen.add(type.name)
  const fields = Object.values(type.getFields())
  const beside: Record<string, unknown> = {}
  const values: unknown[] = []
  for (const field of fields) {
    const required = fields.filter(each => each !== field && isRequiredInputField(each))
    const others = Object.fromEntries(required.map(each => [each.name, fillers[each.name]]))
    const named = getNamedType(field.type)
    const equal = isInputObjectType(named) && seen.has(named.name) ? named.getFields().eq : undefined
    const [tried] = equal === undefined ? [] : leaf(getNamedType(equal.type).name)
    if (tried !== undefined) beside[field.name] = { eq: tried }
    for (const value of attacks(field.type, leaf, fillers, seen)) values.push({ ...others, [field.name]: value })
  }
  return Object.keys(beside).length === 0 ? values : [...values, beside]
}

export interface Attack {
  /** The field that is asked. */
  readonly field: string
  readonly query: string
  readonly variables: object
}

/** Every operation of one kind, with the attack in each of its arguments. */
export function* operations(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  leaf: Leaf,
  fillers: Fillers,
): Generator<Attack> {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
  const seen = new Set<string>()
  for (const field of Object.values(root?.getFields() ?? {})) {
    for (const argument of field.args) {
      for (const value of attacks(argument.type, leaf, fillers, seen)) {
        const others = field.args.filter(each => each !== argument && isNonNullType(each.type))
        const all = [argument, ...others]
        const declared = all.map(each => `$${each.name}: ${each.type}`).join(', ')
        const given = all.map(each => `${each.name}: $${each.name}`).join(', ')
        yield {
          field: field.name,
          query: `${kind} (${declared}) { ${field.name}(${given}) ${selection(getNamedType(field.type))} }`,
          variables: {
            ...Object.fromEntries(others.map(each => [each.name, fillers[each.name]])),
            [argument.name]: value,
          },
        }
      }
    }
  }
}

function selection(type: GraphQLNamedType): string {
  if (isLeafType(type)) return ''
  const fields = isObjectType(type) ? type.getFields() : {}
  if (fields.totalCount !== undefined) return '{ totalCount nodes { __typename } }'
  return String(fields.problems?.type) === '[Problem!]!' ? '{ __typename problems { code } }' : '{ __typename }'
}
