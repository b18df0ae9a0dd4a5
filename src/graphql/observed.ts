import type { ApolloServerPlugin } from '@apollo/server'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import type { GraphContext } from './context.js'
import type { Metrics } from './metrics.js'

const tracer = trace.getTracer('identity-hub')

/** Measures operations over HTTP, and traces them for whoever has set up OpenTelemetry; without that a span costs nothing. */
export const observed = (metrics: Metrics): ApolloServerPlugin<GraphContext> => ({
  async requestDidStart({ contextValue }) {
    const started = performance.now()
    const span = tracer.startSpan('graphql')
    if (contextValue.request !== undefined) span.setAttribute('hub.request', contextValue.request)
    return {
      async didResolveOperation({ operation, operationName }) {
        if (operation === undefined) return
        span.updateName(`graphql ${operation.operation}${operationName === null ? '' : ` ${operationName}`}`)
        span.setAttributes({
          'graphql.operation.type': operation.operation,
          ...(operationName !== null && { 'graphql.operation.name': operationName }),
        })
      },
      async willSendResponse({ operation, errors }) {
        const failed = (errors?.length ?? 0) > 0
        metrics.answered(
          operation?.operation ?? 'query',
          failed ? 'errors' : 'good',
          (performance.now() - started) / 1_000,
        )
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR, message: errors?.[0]?.message ?? '' })
        span.end()
      },
    }
  },
})
