import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLTypeResolver,
  GraphQLUnionType,
  isObjectType,
  printSchema,
} from 'graphql'
import { ProblemError } from '../model/problem.js'
import type { GraphContext } from './context.js'
import { LARGEST_PAGE } from './paging.js'

/** Finds what has an id. */
export type FindNode = (context: GraphContext, id: string) => Promise<object | null>

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])'

/** The graph as a subgraph describes itself: everything with an id can be referred to by it from other subgraphs. */
export function printSubgraph(schema: GraphQLSchema): string {
  const text = printSchema(schema).replace(
    /^((?:type|interface) \w+(?: implements [^{]+?)?)(?= \{)/gm,
    (whole, head: string) =>
      /implements .*\bNode\b/.test(head) && head.startsWith('type') ? `${head} @key(fields: "id")` : whole,
  )
  // A directive of GraphQL itself that composition does not know.
  return `${LINK}\n\n${text.replaceAll(' @oneOf {', ' {')}\n`
}

const RepresentationScalar = new GraphQLScalarType({
  name: '_Any',
  description: 'An object of another subgraph: __typename and id.',
})

/** Adds the two fields that make the graph a subgraph of Apollo Federation. */
export function federated(schema: GraphQLSchema, find: FindNode): GraphQLSchema {
  const node = schema.getType('Node') as unknown as { readonly resolveType?: GraphQLTypeResolver<unknown, unknown> }
  const typeOf = node.resolveType ?? (() => undefined)
  const types = Object.values(schema.getTypeMap()).filter(isObjectType)
  const entity = new GraphQLUnionType({
    name: '_Entity',
    description: 'Everything that other subgraphs can refer to.',
    types: types.filter(type => type.getInterfaces().some(({ name }) => name === 'Node')),
    resolveType: typeOf,
  })
  const sdl = printSubgraph(schema)
  const service = new GraphQLObjectType({
    name: '_Service',
    description: 'How this subgraph describes itself.',
    fields: {
      sdl: { type: GraphQLString, description: 'Its schema, with the directives of federation.', resolve: () => sdl },
    },
  })
  const { query, types: known, ...config } = schema.toConfig()
  const root = query?.toConfig()
  return new GraphQLSchema({
    ...config,
    types: known.filter(type => type !== query),
    query: new GraphQLObjectType({
      name: 'Query',
      ...root,
      fields: {
        ...root?.fields,
        _service: {
          type: new GraphQLNonNull(service),
          description: 'For routers of Apollo Federation.',
          resolve: () => ({}),
        },
        _entities: {
          type: new GraphQLNonNull(new GraphQLList(entity)),
          description: 'For routers of Apollo Federation: what other subgraphs refer to.',
          args: {
            representations: {
              type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(RepresentationScalar))),
              description: 'Objects by __typename and id, 500 at most.',
            },
          },
          resolve: (_source, { representations }, context, info) =>
            entities(representations as readonly unknown[], async ({ id, __typename }) => {
              const found = await find(context as GraphContext, id)
              // Whoever took it for something else knows nothing of it.
              return found && (await typeOf(found, context, info, entity)) === __typename ? found : null
            }),
        },
      },
    }),
  })
}

/** How another subgraph refers to something. */
interface Representation {
  readonly __typename: string
  readonly id: string
}

function entities(
  representations: readonly unknown[],
  find: (representation: Representation) => Promise<object | null>,
): Promise<(object | null)[]> {
  if (representations.length > LARGEST_PAGE) throw invalid(`${representations.length} objects are too many.`)
  return Promise.all(representations.map(each => find(representation(each))))
}

function representation(given: unknown): Representation {
  const { __typename, id } = (given ?? {}) as { readonly __typename?: unknown; readonly id?: unknown }
  if (typeof id !== 'string') throw invalid('A representation has no id.')
  if (typeof __typename !== 'string') throw invalid('A representation has no __typename.')
  return { __typename, id }
}

const invalid = (message: string): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message,
    hint: `Send __typename and id of ${LARGEST_PAGE} objects at most.`,
  })
