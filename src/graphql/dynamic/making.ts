import type { GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { Contributors } from './descriptions.js'

/** The types that are made of one object type of the metaverse. */
export interface Made {
  readonly object: GraphQLObjectType
  readonly edge: GraphQLObjectType
  readonly connection: GraphQLObjectType
  readonly where: GraphQLInputObjectType
  readonly relation: GraphQLInputObjectType
  readonly order: GraphQLEnumType
  readonly by: GraphQLInputObjectType
}

/** What is said of objects whose type is open. */
export interface AnyInputs {
  readonly where: GraphQLInputObjectType
  readonly relation: GraphQLInputObjectType
}

/** What types are made with; they refer to each other, so `made` is asked when fields are. */
export interface Making {
  readonly base: GraphQLSchema
  readonly contributors: Contributors
  readonly made: ReadonlyMap<string, Made>
  readonly any: AnyInputs
}
