import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  subscribe,
  validate,
} from 'graphql'
import type { Executor } from './compiled.js'
import type { GraphContext } from './context.js'
import { tellable } from './errors.js'
import { boundedDocument, MAX_TOKENS, MAX_VALIDATION_ERRORS, refuseExcess } from './limits.js'

/** Executes a query or mutation; of its errors, only what may be told is left. */
export async function executeGraph(args: ExecutionArgs, executor: Executor = execute): Promise<ExecutionResult> {
  return withTellable(await executor(args), args)
}

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
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** What Apollo does before it executes, for the transports of subscriptions: the same limits, the same refusals. */
export function prepare(
  schema: GraphQLSchema,
  { query, operationName, variables }: Request,
  contextValue: GraphContext,
): ExecutionArgs | readonly GraphQLError[] {
  let document: DocumentNode
  try {
    document = parse(query, { maxTokens: MAX_TOKENS })
  } catch (error) {
    return [error as GraphQLError]
  }
  const errors = validate(schema, document, [...specifiedRules, boundedDocument], { maxErrors: MAX_VALIDATION_ERRORS })
  if (errors.length > 0) return errors
  const refused = refuseExcess({ schema, document, operationName, variables })
  if (refused !== undefined) return [refused]
  return { schema, document, operationName: operationName ?? null, variableValues: { ...variables }, contextValue }
}
