import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { type NodeType, nodeId } from '../../src/graphql/node-id.js'

type Field = GraphQLField<unknown, unknown>

/** The least that a field can be asked for. */
export interface MinimalRequest {
  readonly root: 'Query' | 'Mutation' | 'Subscription'
  readonly field: Field
  /** Arguments as text, in place of those that must be given. */
  readonly given?: string | undefined
  /** What ids are taken to be of, where their names do not say it. */
  readonly idOf?: NodeType | undefined
}

/** A document with this field and the arguments that it must have; of lists, what they list is asked for, too. */
export function minimalDocument({ root, field, given, idOf = 'Run' }: MinimalRequest): string {
  const text = given ?? minimalArguments(field, idOf)
  return `${root.toLowerCase()} { ${field.name}${text === '' ? '' : `(${text})`} ${selectionOf(field)} }`
}

/** The arguments that a field must have, as text without parentheses. */
export const minimalArguments = ({ args }: Field, idOf: NodeType = 'Run'): string =>
  args
    .filter(isRequired)
    .map(each => written(each, idOf))
    .join(', ')

function selectionOf({ type }: Field): string {
  const named = getNamedType(type)
  const fields = isObjectType(named) || isInterfaceType(named) ? named.getFields() : {}
  const nodes = fields.nodes === undefined ? '' : ' nodes { __typename }'
  const problems = fields.problems === undefined ? '' : ' problems { code message }'
  return `{ __typename${nodes}${problems} }`
}

const isRequired = ({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean =>
  isNonNullType(type) && defaultValue === undefined

const written = ({ name, type }: { readonly name: string; readonly type: GraphQLInputType }, idOf: NodeType): string =>
  `${name}: ${literalFor(type, NAMED[name] ?? idOf)}`

/** Arguments whose names say what their ids are of. */
const NAMED: Readonly<Record<string, NodeType>> = {
  entry: 'ConnectorSpaceEntry',
  object: 'MetaverseObject',
  run: 'Run',
  runId: 'Run',
}

const SCALARS: Readonly<Record<string, string>> = {
  String: '"nobody"',
  Int: '1',
  Float: '1',
  Boolean: 'true',
  DateTime: '"2000-01-01T00:00:00Z"',
}

/** A number that nothing has. */
const NONE = 99_999

function literalFor(type: GraphQLInputType, idOf: NodeType): string {
  if (isNonNullType(type)) return literalFor(type.ofType, idOf)
  if (isListType(type)) return `[${literalFor(type.ofType, idOf)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (isInputObjectType(type)) {
    const all = Object.values(type.getFields())
    // Of an input of which one has to be given, an id where there is one.
    const one = all.find(({ name }) => name === 'id') ?? all[0]
    const needed = type.isOneOf && one !== undefined ? [one] : all.filter(isRequired)
    return `{ ${needed.map(each => written(each, idOf)).join(', ')} }`
  }
  if (type.name === 'ID') return `"${nodeId(idOf, NONE)}"`
  const scalar = SCALARS[type.name]
  if (scalar === undefined) throw new Error(`Say in SCALARS what a ${type.name} may be`)
  return scalar
}
