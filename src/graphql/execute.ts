import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  subscribe,
} from 'graphql'
import { TooManyError } from '../access/quota.js'
import { ProblemError } from '../model/problem.js'
import { whileWanted } from '../storage/deadline.js'
import type { Executor } from './compiled.js'
import type { GraphContext } from './context.js'
import { discreet, refuseIntrospection } from './discretion.js'
import { refusedForNow, tellable } from './errors.js'
import { weigh } from './limits.js'
import { textOf } from './requested-document.js'
import { refuseUnstorable } from './storable.js'
import { validated } from './validated.js'

/** Executes a query or mutation; of its errors, only what may be told is left. */
export async function executeGraph(args: ExecutionArgs, executor: Executor = execute): Promise<ExecutionResult> {
  return withTellable(await inTime(args, () => executor(args)), args)
}

/**
 * A query ends when its time is over or its client has left, and its statements with it. What a mutation began, it does to the end.
 */
async function inTime(
  args: ExecutionArgs,
  work: () => Promise<ExecutionResult> | ExecutionResult,
): Promise<ExecutionResult> {
  const { hub, policy, gone } = args.contextValue as GraphContext
  if (getOperationAST(args.document, args.operationName)?.operation !== 'query') return work()
  const over = new AbortController()
  const { signal } = over
  const timer = setTimeout(() => over.abort(tooLong(policy.milliseconds)), policy.milliseconds)
  const leave = (): void => over.abort(gone?.reason)
  gone?.addEventListener('abort', leave, { once: true })
  const ended = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
  if (gone?.aborted) leave()
  try {
    return await Promise.race([ended, whileWanted(hub.database.url, signal, work)])
  } catch (error) {
    if (!signal.aborted) throw error
    return { errors: [new GraphQLError('', { originalError: error as Error })] }
  } finally {
    clearTimeout(timer)
  }
}

const tooLong = (milliseconds: number): ProblemError =>
  new ProblemError({
    code: 'request.too-long',
    message: `The query took longer than ${milliseconds / 1_000} s and was ended.`,
    hint: 'Ask for less, or by an indexed attribute.',
  })

/** Subscribes; each event is executed for itself. */
export async function subscribeGraph(
  args: ExecutionArgs,
): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void, void>> {
  const result = await subscribe(args)
  return Symbol.asyncIterator in result ? eachTellable(result, args) : withTellable(result, args)
}

async function* eachTellable(
  results: AsyncGenerator<ExecutionResult, void, void>,
  args: ExecutionArgs,
): AsyncGenerator<ExecutionResult, void, void> {
  try {
    for await (const result of results) yield withTellable(result, args)
  } catch (error) {
    // What ends a subscription is told like any other error, and then it is over.
    yield { errors: [toldOf(asGraphError(error), args)] }
  }
}

const asGraphError = (error: unknown): GraphQLError => ({ originalError: error }) as unknown as GraphQLError

function toldOf(error: GraphQLError, { contextValue }: ExecutionArgs): GraphQLError {
  const { hub, request } = contextValue as GraphContext
  return tellable(error, hub.log, request)
}

function withTellable(result: ExecutionResult, args: ExecutionArgs): ExecutionResult {
  return result.errors === undefined ? result : { ...result, errors: result.errors.map(error => toldOf(error, args)) }
}

export interface Request {
  readonly query: string
  readonly documentId?: unknown
  readonly extensions?: unknown
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

export interface Prepared extends ExecutionArgs {
  readonly cost: number
}

/** What Apollo does before it executes, for what does not go through it: the same limits, the same refusals. */
export function prepare(
  schema: GraphQLSchema,
  request: Request,
  contextValue: GraphContext,
): Prepared | readonly GraphQLError[] {
  const { policy } = contextValue
  const text = textOf(request, policy)
  if (typeof text !== 'string') return [text]
  const document = validated(schema, text)
  if (!('kind' in document)) return discreet(document, policy)
  const { operationName, variables } = request
  const hidden = refuseIntrospection(document, policy) ?? refuseUnstorable(document, variables)
  if (hidden !== undefined) return [hidden]
  const { cost, refused } = weigh({ schema, document, operationName, variables })
  if (refused !== undefined) return [refused]
  try {
    policy.quota.spend(cost + 1)
  } catch (error) {
    if (error instanceof TooManyError) return [refusedForNow(error)]
    throw error
  }
  return {
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: { ...variables },
    contextValue,
    cost,
  }
}
