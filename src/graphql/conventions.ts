import {
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isInterfaceType,
  isObjectType,
} from 'graphql'
import { objectTypeName } from './dynamic/object-type.js'
import { NODE_TYPES, type NodeType, nodeId } from './node-id.js'
import { resolveLazy } from './paging.js'

type Field = GraphQLFieldResolver<Record<string, unknown>, unknown>

const ROOTS: Readonly<Record<string, string>> = {
  Query: 'What can be asked.',
  Mutation: 'What can be done. What was to be expected to go wrong is in problems.',
  Subscription: 'What can be followed, over WebSocket (graphql-ws) or server-sent events (graphql-sse).',
}

/**
 * What holds for whole families of types, said once: ids of nodes, `xToken` beside the enum field `x`, and the parts of
 * connections that are worked out when somebody asks. All of them are plain functions: they are the fields that are read most.
 */
export function followConventions(schema: GraphQLSchema): void {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType)
  for (const type of types) {
    type.description ??= ROOTS[type.name]
    for (const [name, resolve] of fieldsOf(type)) {
      const field = type.getFields()[name]
      if (field !== undefined) field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>
    }
  }
  // type-graphql's own answer with a promise, for every object of a list.
  for (const [name, resolve] of Object.entries(TYPE_RESOLVERS)) {
    const type = schema.getType(name)
    if (isInterfaceType(type)) type.resolveType = resolve
  }
}

const TYPE_RESOLVERS: Readonly<Record<string, GraphQLTypeResolver<Record<string, string>, unknown>>> = {
  MetaverseObject: (object, _context, { schema }) => objectTypeName(schema, object.type ?? ''),
  Node: (node, _context, { schema }) =>
    node.__typename === 'MetaverseObject' ? objectTypeName(schema, node.type ?? '') : node.__typename,
}

function* fieldsOf(type: GraphQLObjectType): Generator<[string, Field]> {
  const node = nodeTypeOf(type)
  if (node !== undefined) yield ['id', row => nodeId(node, row.id as number)]
  const lazy = type.name.endsWith('Connection') ? ['nodes', 'totalCount'] : type.name.endsWith('Edge') ? ['node'] : []
  for (const name of lazy) yield [name, row => resolveLazy(row[name])]
  for (const name of Object.keys(type.getFields())) {
    if (name.endsWith('Token')) yield [name, row => row[name.slice(0, -'Token'.length)] ?? null]
  }
}

const nodeTypeOf = (type: GraphQLObjectType): NodeType | undefined =>
  type.getInterfaces().some(({ name }) => name === 'MetaverseObject')
    ? 'MetaverseObject'
    : NODE_TYPES.find(each => each === type.name)
