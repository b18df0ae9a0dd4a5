import {
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { variableFields } from './compiled-variables.js'

/**
 * Whether the program that an operation is compiled to stays small. It has every field once for each type that an object may have
 * there, every fragment wherever it is spread, and the types of its variables: a short document can be a program without end.
 */
export function isSmall(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  most: number,
): boolean {
  const root = schema.getRootType(operation.operation)
  if (!root) return false
  let left = most - variableFields(schema, operation)
  if (left < 0) return false
  const fragments = new Map(
    document.definitions.flatMap(each =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  )
  const inFragment = (
    type: GraphQLNamedType,
    spread: InlineFragmentNode | FragmentSpreadNode,
    times: number,
  ): boolean => {
    const fragment = spread.kind === Kind.INLINE_FRAGMENT ? spread : fragments.get(spread.name.value)
    const on = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
    return fragment === undefined || visit(on ?? type, fragment.selectionSet, times)
  }
  const inField = (type: GraphQLNamedType, { name, selectionSet }: FieldNode, times: number): boolean => {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined
    if (field === undefined || selectionSet === undefined) return true
    const below = getNamedType(field.type)
    const kinds = isAbstractType(below) ? schema.getPossibleTypes(below).length : 1
    return visit(below, selectionSet, times * kinds)
  }
  const visit = (type: GraphQLNamedType, selections: SelectionSetNode, times: number): boolean =>
    selections.selections.every(selection => {
      left -= times
      if (left < 0) return false
      return selection.kind === Kind.FIELD ? inField(type, selection, times) : inFragment(type, selection, times)
    })
  return visit(root, operation.selectionSet, 1)
}
