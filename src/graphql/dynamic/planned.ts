import type { FieldNode, GraphQLResolveInfo, GraphQLSchema } from 'graphql'

/** Variables can be as long as a request. */
const LONGEST_KEPT = 2_000

interface Planned {
  readonly schema: GraphQLSchema
  readonly variables: string
  readonly plan: unknown
}

const last = new WeakMap<FieldNode, Planned>()

/**
 * A plan that depends on nothing but a field of a document, the schema and the variables: made once for all objects that have the
 * field, and for all requests that send the same.
 */
export function planned<Plan>({ fieldNodes, schema, variableValues }: GraphQLResolveInfo, make: () => Plan): Plan {
  const [node] = fieldNodes
  if (node === undefined) return make()
  const variables = JSON.stringify(variableValues)
  const held = last.get(node)
  if (held?.schema === schema && held.variables === variables) return held.plan as Plan
  const plan = make()
  if (variables.length <= LONGEST_KEPT) last.set(node, { schema, variables, plan })
  return plan
}
