import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { TooManyError } from '../access/quota.js'
import { ProblemError } from '../model/problem.js'
import type { Log } from '../service/log.js'

/**
 * What a client is told of an error. A problem is told as it is, under its code; a mistake in the request in graphql-js's words;
 * anything else is a bug: it gets the code INTERNAL and an id under which the log has the rest.
 */
export function tellable(error: GraphQLError, log: Log, request?: string): GraphQLError {
  const cause = causeOf(error)
  const at = {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
  }
  if (cause instanceof ProblemError) {
    return new GraphQLError(cause.problem.message, { ...at, extensions: extensionsOf(cause) })
  }
  if (cause === undefined || isRequestError(error, cause)) return error
  const correlationId = randomUUID()
  log.error(
    { correlationId, ...(request !== undefined && { request }), error: cause, path: error.path },
    'a field of the graph failed',
  )
  return new GraphQLError('Something went wrong inside the hub.', {
    ...at,
    extensions: { code: 'INTERNAL', correlationId },
  })
}

/** What the extensions of an error say of a problem. */
export function extensionsOf(error: ProblemError): Record<string, unknown> {
  const { code, hint, where } = error.problem
  const retryAfter = error instanceof TooManyError ? error.retryAfter : undefined
  return { code, ...(hint && { hint }), ...(where && { where }), ...(retryAfter && { retryAfter }) }
}

/** A refusal of a request that would be served at another time. */
export const refusedForNow = (error: TooManyError): GraphQLError =>
  new GraphQLError(error.message, { extensions: extensionsOf(error) })

function causeOf(error: GraphQLError): Error | undefined {
  let cause: Error | undefined = error.originalError
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

// graphql-js complains about a request in errors of its own kind: about variables before there is a path.
const isRequestError = (error: GraphQLError, cause: Error): boolean =>
  cause instanceof GraphQLError && (error.path === undefined || /^Argument /.test(cause.message))

/** An error of a request that is refused before it is executed. */
export const refusal = (message: string, hint: string, status = 400): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'request.invalid', hint, http: { status } } })
