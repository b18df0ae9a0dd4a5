/** An error as the graph tells it. */
export interface GraphError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: string; readonly hint?: string; readonly [name: string]: unknown }
}

/** A problem in the payload of a mutation. */
export interface GraphProblem {
  readonly code: string
  readonly message: string
  readonly hint?: string | null | undefined
}

interface Details {
  readonly code: string
  readonly message: string
  readonly hint?: string | null | undefined
  readonly status?: number | undefined
  readonly errors?: readonly GraphError[]
  readonly data?: unknown
  readonly cause?: unknown
}

/**
 * Whatever goes wrong between an application and the hub. `code` is one of docs/problems.md, or one of the client's own:
 * `client.unreachable` (no answer), `client.unexpected-answer` (something that is no hub, or broke off),
 * `client.cut-off` (a subscription ended early and cannot go on).
 */
export class HubError extends Error {
  readonly code: string
  /** What to do about it. */
  readonly hint: string | undefined
  /** The status of the HTTP answer; undefined when there was none. */
  readonly status: number | undefined
  /** All errors of the answer; the first gave the message and the code. */
  readonly errors: readonly GraphError[]
  /** What was answered all the same: fields that failed are null. */
  readonly data: unknown

  constructor({ code, message, hint, status, errors = [], data, cause }: Details) {
    super(message, { cause })
    this.name = 'HubError'
    this.code = code
    this.hint = hint ?? undefined
    this.status = status
    this.errors = errors
    this.data = data
  }
}

/** The errors of an answer as one. */
export function errorOf(
  errors: readonly GraphError[],
  { status, data }: { status?: number; data?: unknown },
): HubError {
  const { message = 'The hub tells of no reason.', extensions } = errors[0] ?? {}
  const code = extensions?.code ?? 'client.unexpected-answer'
  return new HubError({ code, message, hint: extensions?.hint, status, errors, data })
}

/**
 * The payload of a mutation, once it is sure that the mutation did what it was asked.
 * @throws HubError with the first of its problems
 */
export function withoutProblems<Payload extends { readonly problems: readonly GraphProblem[] }>(
  payload: Payload,
): Payload {
  const [problem] = payload.problems
  if (problem === undefined) return payload
  throw new HubError({ code: problem.code, message: problem.message, hint: problem.hint, data: payload })
}
