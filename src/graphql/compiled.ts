import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import { isSmall } from './compiled-size.js'

/** Compiling costs about ten executions, so a document must be worth it. */
const SEEN_BEFORE = 3
const MOST_COMPILED = 200
/** A larger program takes longer to be made than it will ever save. */
const MOST_FIELDS = 2_000

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
    const operation = loneQuery(document)
    if (operation === undefined) return execute(args)
    let held = seen.get(document)
    if (held?.schema !== schema) {
      held = { schema, times: 0 }
      seen.set(document, held)
    }
    if (held.query === undefined && held.times++ === seenBefore && isSmall(schema, document, operation, MOST_FIELDS)) {
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
    return run(held.query, args)
  }
}

async function run(query: CompiledQuery['query'], args: ExecutionArgs): Promise<ExecutionResult> {
  const result = await query(args.rootValue, args.contextValue, withDefaults(args))
  // Variables that do not fit: graphql-js says so in the words that Apollo knows.
  return result.data === undefined ? execute(args) : result
}

// graphql-jit misses variables that are required and have a default.
function withDefaults({ document, variableValues }: ExecutionArgs): Record<string, unknown> {
  const values: Record<string, unknown> = { ...variableValues }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
      const name = variable.name.value
      if (defaultValue !== undefined && values[name] === undefined) values[name] = valueFromASTUntyped(defaultValue)
    }
  }
  return values
}

function loneQuery({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  const [first, ...others] = definitions.filter(each => each.kind === Kind.OPERATION_DEFINITION)
  return others.length === 0 && first?.operation === 'query' ? first : undefined
}
