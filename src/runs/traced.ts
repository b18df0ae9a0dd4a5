import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api'

const tracer = trace.getTracer('identity-hub')

/** Traces work for whoever has set up OpenTelemetry. `outcome` says of a result how it ended, and whether that was well. */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  outcome: (result: T) => { readonly status: string; readonly good: boolean },
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async span => {
    try {
      const result = await work()
      const { status, good } = outcome(result)
      span.setAttribute('hub.status', status)
      if (!good) span.setStatus({ code: SpanStatusCode.ERROR, message: status })
      return result
    } catch (error) {
      span.recordException(error as Error)
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
