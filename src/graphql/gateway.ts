import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import type { GraphQLSchema } from 'graphql'
import type { Executor } from './compiled.js'
import type { GraphContext } from './context.js'
import { executeGraph } from './execute.js'

type ApolloGateway = ApolloServerOptionsWithGateway<GraphContext>['gateway']
type OnSchema = Parameters<ApolloGateway['onSchemaLoadOrUpdate']>[0]

/** Serves one schema after another without a restart: requests under way end on the one they began with. */
export interface Gateway extends ApolloGateway {
  readonly schema: GraphQLSchema
  /** Every request from now on sees this schema. @throws when it is not sound; the old one stays then */
  replace(schema: GraphQLSchema): void
}

/** @param executor how queries and mutations over HTTP are executed */
export function createGateway(first: GraphQLSchema, executor: Executor): Gateway {
  let current = first
  const listeners = new Set<OnSchema>()
  const announce = (schema: GraphQLSchema): void => {
    for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: '' })
  }
  return {
    get schema() {
      return current
    },
    replace(schema) {
      announce(schema)
      current = schema
    },
    onSchemaLoadOrUpdate(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async load() {
      announce(current)
      return {
        executor: ({ schema, document, context, request, operationName }) =>
          executeGraph(
            { schema, document, contextValue: context, variableValues: request.variables ?? {}, operationName },
            executor,
          ) as never,
      }
    },
    stop: async () => undefined,
  }
}
