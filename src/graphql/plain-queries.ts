import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type GraphQLSchema, getOperationAST, type OperationDefinitionNode, OperationTypeNode } from 'graphql'
import type { Hub } from '../service/hub.js'
import { admit, goneSignal } from './admission.js'
import type { AnswerTypes } from './answer-types.js'
import { contextFor, credentialsOf } from './authenticate.js'
import { tellBroken } from './broken-request.js'
import type { Executor } from './compiled.js'
import { executeGraph, prepare, type Request } from './execute.js'
import type { Gateway } from './gateway.js'
import { setHeaders } from './headers.js'
import { LARGEST_BODY, readJson } from './json-body.js'
import { MAX_COST } from './limits.js'
import type { Metrics } from './metrics.js'
import { observe } from './observed.js'
import type { Policy } from './policy.js'
import { textOf } from './requested-document.js'
import { validated } from './validated.js'

export interface PlainQueries {
  readonly gateway: Gateway
  readonly executor: Executor
  readonly metrics: Metrics
  readonly types: AnswerTypes
  /** What answers all other requests. */
  readonly application: RequestListener
}

const PLAIN = /^application\/json(; ?charset=utf-8)?$/i

/**
 * Answers queries that are posted as JSON and have nothing wrong with them, without Express and Apollo, which take as long as a small
 * query's own execution. Everything else is theirs, and so is how an answer is to be marked: the first of a kind goes to them.
 */
export function plainQueries(hub: Hub, { application, ...parts }: PlainQueries): RequestListener {
  return (request, response) => {
    if (!isPlain(request, parts.types)) return application(request, response)
    answer(hub, parts, { request, response })
      .then(answered => {
        if (!answered) application(request, response)
      })
      .catch(error => tellBroken(hub, error, request, response))
  }
}

function isPlain({ method, url, headers }: IncomingMessage, types: AnswerTypes): boolean {
  const length = Number(headers['content-length'] ?? 0)
  return (
    method === 'POST' &&
    url === '/graphql' &&
    length > 0 &&
    length <= LARGEST_BODY &&
    headers['content-encoding'] === undefined &&
    PLAIN.test(headers['content-type'] ?? '') &&
    types.of(headers.accept) !== undefined
  )
}

interface Exchange {
  /** With its body, for whoever answers it after all. */
  readonly request: IncomingMessage & { body?: unknown }
  readonly response: ServerResponse
}

async function answer(
  hub: Hub,
  { gateway, executor, metrics, types }: Omit<PlainQueries, 'application'>,
  { request, response }: Exchange,
): Promise<boolean> {
  setHeaders(request, response)
  const identity = await admit(hub, request, response)
  if (identity === undefined) return true
  const started = performance.now()
  const body = await readJson(request)
  request.body = body
  if (!isQuestion(body)) return false
  const context = await contextFor(hub, credentialsOf(request), { gone: goneSignal(response), identity })
  const operation = queryOf(gateway.schema, body, context.policy)
  const prepared = operation && prepare(gateway.schema, body, context)
  if (prepared === undefined || !('document' in prepared)) return false
  const { data, errors } = await executeGraph(prepared, executor)
  // What is wrong with variables and arguments is for Apollo to say; a query changes nothing by being asked again.
  if (errors?.some(({ extensions }) => extensions.code === undefined)) return false
  observe(metrics, { started, request: context.request, operation, errors })
  response.setHeader('Content-Type', types.of(request.headers.accept) as string)
  const extensions = { cost: { requested: prepared.cost, maximum: MAX_COST } }
  response.end(`${JSON.stringify({ errors, data, extensions })}\n`)
  return true
}

/** The query that is asked for; undefined for anything else, which must not be counted here: it will be there. */
function queryOf(schema: GraphQLSchema, body: Request, policy: Policy): OperationDefinitionNode | undefined {
  const text = textOf(body, policy)
  const document = typeof text === 'string' ? validated(schema, text) : []
  const operation = 'kind' in document ? getOperationAST(document, body.operationName) : undefined
  return operation?.operation === OperationTypeNode.QUERY ? operation : undefined
}

// The form of a request in JSON; whatever differs is told by Apollo.
function isQuestion(body: unknown): body is Request {
  if (typeof body !== 'object' || body === null) return false
  const { query, operationName, variables } = body as Record<string, unknown>
  return (
    typeof query === 'string' &&
    ['string', 'undefined'].includes(typeof (operationName ?? undefined)) &&
    ['object', 'undefined'].includes(typeof variables) &&
    !Array.isArray(variables)
  )
}
