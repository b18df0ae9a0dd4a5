import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'

/**
 * How many fields of input objects an operation's variables bring into its compiled program; Infinity where an object can hold
 * another of its type: such a type, as `where` has it, is written out along every way through it, which takes seconds.
 */
export function variableFields(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): number {
  let fields = 0
  for (const { type } of variableDefinitions) {
    const input = typeFromAST(schema, type)
    if (isInputType(input)) fields += fieldsOf(input, new Set())
  }
  return fields
}

function fieldsOf(input: GraphQLInputType, around: ReadonlySet<string>): number {
  const type = getNamedType(input)
  if (!isInputObjectType(type)) return 0
  if (around.has(type.name)) return Number.POSITIVE_INFINITY
  const within = new Set(around).add(type.name)
  let fields = 0
  for (const field of Object.values(type.getFields())) {
    fields += 1 + fieldsOf(field.type, within)
    if (fields === Number.POSITIVE_INFINITY) break
  }
  return fields
}
