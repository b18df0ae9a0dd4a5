import { type GraphQLFieldConfigMap, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { graphTypes } from '../../metaverse/graph/graph-types.js'
import type { RuleSet } from '../../rules/rule-set.js'
import { anyInputs } from './any-inputs.js'
import { contributorsOf } from './descriptions.js'
import { inputTypes } from './input-types.js'
import type { Made, Making } from './making.js'
import type { TypedExtensions } from './object-type.js'
import { objectTypes, rootFields } from './output-types.js'

/** The graph with the types of a metaverse: everything of the base, and what the configuration adds. */
export function buildTypedGraph(base: GraphQLSchema, rules: RuleSet): GraphQLSchema {
  const { types } = graphTypes(rules.metaverse)
  const made = new Map<string, Made>()
  const displayName = rules.metaverse.attributes.get('displayName')
  const making: Making = {
    base,
    contributors: contributorsOf(rules),
    made,
    any: anyInputs(types, made, displayName),
  }
  for (const type of types) made.set(type.source, { ...inputTypes(type, making), ...objectTypes(type, making) })
  const { types: known, query, ...config } = base.toConfig()
  const roots: GraphQLFieldConfigMap<unknown, unknown> = {}
  for (const type of types) Object.assign(roots, rootFields(type, making))
  const extensions: TypedExtensions = {
    objectTypes: new Map(types.map(({ source, name }) => [source, name])),
    displayName,
  }
  const root = query?.toConfig()
  return new GraphQLSchema({
    ...config,
    query: new GraphQLObjectType({ name: 'Query', ...root, fields: { ...root?.fields, ...roots } }),
    types: [...known.filter(type => type !== query), ...[...made.values()].map(({ object }) => object)],
    extensions: { ...config.extensions, ...extensions },
  })
}
