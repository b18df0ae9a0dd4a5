import type { Server } from 'node:http'
import { ApolloServer, type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer'
import type { GraphQLError } from 'graphql'
import { TooManyError } from '../access/quota.js'
import type { Log } from '../service/log.js'
import type { GraphContext } from './context.js'
import { refuseIntrospection, withoutSuggestions } from './discretion.js'
import { refusedForNow } from './errors.js'
import type { Gateway } from './gateway.js'
import { boundedDocument, MAX_COST, MAX_TOKENS, MAX_VALIDATION_ERRORS, weigh } from './limits.js'
import type { Metrics } from './metrics.js'
import { observed } from './observed.js'
import { refuseUnstorable } from './storable.js'

/** Apollo as the hub runs it: bounded, silent about its insides, and without what it does by default and nobody needs. */
export function createApollo(
  gateway: Gateway,
  server: Server,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): ApolloServer<GraphContext> {
  return new ApolloServer<GraphContext>({
    gateway,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [boundedDocument],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: message => log.info({}, String(message)),
      error: message => log.error({}, String(message)),
    },
    plugins: [
      bounded,
      observed(metrics),
      // On by default, and as expensive as the execution itself.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: server, stopGracePeriodMillis: 5_000 }),
    ],
  })
}

const RESPONSE_TYPE = 'application/graphql-response+json'
/** Mistakes in a request that is well-formed HTTP and JSON. */
const IN_BODY = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
])

const isToldInBody = ({ body }: GraphQLResponse<unknown>): boolean =>
  body.kind === 'single' &&
  (body.singleResult.errors ?? []).some(({ extensions }) => IN_BODY.has(String(extensions?.code)))

/** As {@link refusedForNow}, with what HTTP has for it. */
function withStatus(error: TooManyError): GraphQLError {
  const refused = refusedForNow(error)
  const headers = new HeaderMap([['retry-after', String(error.retryAfter)]])
  refused.extensions.http = { status: 429, headers }
  return refused
}

function hideSuggestions({ body }: GraphQLResponse<unknown>): void {
  if (body.kind !== 'single' || body.singleResult.errors === undefined) return
  body.singleResult.errors = body.singleResult.errors.map(error => ({
    ...error,
    message: withoutSuggestions(error.message),
  }))
}

const bounded: ApolloServerPlugin<GraphContext> = {
  async requestDidStart() {
    let cost: number | undefined
    return {
      // Clients that ask for application/json alone take any other status for a broken transport.
      async willSendResponse({ request, response, contextValue: { policy } }) {
        const accepts = request.http?.headers.get('accept') ?? ''
        const status = response.http.status ?? 200
        const isOld = accepts.includes('application/json') && !accepts.includes(RESPONSE_TYPE)
        if (status === 400 && isOld && isToldInBody(response as GraphQLResponse<unknown>)) response.http.status = 200
        if (!policy.introspection) hideSuggestions(response as GraphQLResponse<unknown>)
        if (cost === undefined || response.body.kind !== 'single') return
        const { singleResult } = response.body
        singleResult.extensions = { ...singleResult.extensions, cost: { requested: cost, maximum: MAX_COST } }
      },
      async didResolveOperation({ schema, document, operationName, request, contextValue: { policy } }) {
        const hidden = refuseIntrospection(document, policy) ?? refuseUnstorable(document, request.variables)
        if (hidden !== undefined) throw hidden
        const weight = weigh({ schema, document, operationName, variables: request.variables })
        cost = weight.cost
        if (weight.refused !== undefined) throw weight.refused
        try {
          policy.quota.spend(weight.cost + 1)
        } catch (error) {
          throw error instanceof TooManyError ? withStatus(error) : error
        }
      },
    }
  },
}
