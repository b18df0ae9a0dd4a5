import type { ApolloServerPlugin } from '@apollo/server'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import type { GraphQLError, OperationDefinitionNode } from 'graphql'
import type { GraphContext } from './context.js'
import type { Metrics } from './metrics.js'

const tracer = trace.getTracer('identity-hub')

/** An operation over HTTP that has its answer. */
export interface Answered {
  /** Of `performance.now()`. */
  readonly started: number
  /** What the request is called. */
  readonly request: string | undefined
  /** Undefined: the request does not say which one. */
  readonly operation: OperationDefinitionNode | undefined
  readonly errors: readonly GraphQLError[] | undefined
}

/** Measures an operation, and traces it for whoever has set up OpenTelemetry; without that a span costs nothing. */
export function observe(metrics: Metrics, { started, request, operation, errors = [] }: Answered): void {
  const failed = errors.length > 0
  const name = operation?.name?.value
  const type = operation?.operation ?? 'query'
  metrics.answered(type, failed ? 'errors' : 'good', (performance.now() - started) / 1_000)
  const title = operation === undefined ? '' : ` ${type}${name === undefined ? '' : ` ${name}`}`
  const span = tracer.startSpan(`graphql${title}`, { startTime: performance.timeOrigin + started })
  if (request !== undefined) span.setAttribute('hub.request', request)
  if (operation !== undefined) span.setAttribute('graphql.operation.type', type)
  if (name !== undefined) span.setAttribute('graphql.operation.name', name)
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR, message: errors[0]?.message ?? '' })
  span.end()
}

/** Observes what Apollo answers. */
export const observed = (metrics: Metrics): ApolloServerPlugin<GraphContext> => ({
  async requestDidStart({ contextValue: { request } }) {
    const started = performance.now()
    return {
      async willSendResponse({ operation, errors }) {
        observe(metrics, { started, request, operation, errors })
      },
    }
  },
})
