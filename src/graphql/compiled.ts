import { type DocumentNode, type ExecutionArgs, type ExecutionResult, execute, type GraphQLSchema, Kind } from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'

/** Compiling costs about ten executions, so a document must be worth it. */
const SEEN_BEFORE = 3
const MOST_COMPILED = 200

export type Executor = (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult

interface Seen {
  readonly schema: GraphQLSchema
  times: number
  query?: CompiledQuery['query']
}

/**
 * Executes operations, and compiles the queries that come again and again: those then run several times as fast. A compiled query
 * belongs to one schema; the ones not used for longest are given up.
 * @param seenBefore how often a document was executed before it is compiled
 */
export function createExecutor(seenBefore = SEEN_BEFORE): Executor {
  const seen = new WeakMap<DocumentNode, Seen>()
  const compiled = new Map<DocumentNode, Seen>()
  return args => {
    const { schema, document } = args
    if (!isLoneQuery(document)) return execute(args)
    let held = seen.get(document)
    if (held?.schema !== schema) {
      held = { schema, times: 0 }
      seen.set(document, held)
    }
    if (held.query === undefined && held.times++ >= seenBefore) {
      const made = compileQuery(schema, document, args.operationName ?? undefined)
      if (isCompiledQuery(made)) held.query = made.query as CompiledQuery['query']
    }
    if (held.query === undefined) return execute(args)
    compiled.delete(document)
    compiled.set(document, held)
    const [oldest] = compiled.keys()
    if (compiled.size > MOST_COMPILED && oldest !== undefined) {
      compiled.delete(oldest)
      seen.delete(oldest)
    }
    return held.query(args.rootValue, args.contextValue, args.variableValues)
  }
}

function isLoneQuery({ definitions }: DocumentNode): boolean {
  const operations = definitions.filter(each => each.kind === Kind.OPERATION_DEFINITION)
  return operations.length === 1 && operations[0]?.operation === 'query'
}
