import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * Whether the program that an operation is compiled to stays small. It has every field once for each type that an object may have
 * there, and every fragment wherever it is spread: a short document can be a program without end.
 */
export function isSmall(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  most: number,
): boolean {
  const root = schema.getRootType(operation.operation)
  if (!root) return false
  let left = most
  const fragments = new Map(
    document.definitions.flatMap(each =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  )
  const visit = (type: GraphQLNamedType, selections: SelectionSetNode, times: number): boolean =>
    selections.selections.every(selection => {
      left -= times
      if (left < 0) return false
      if (selection.kind === Kind.FRAGMENT_SPREAD || selection.kind === Kind.INLINE_FRAGMENT) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
        const on = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
        return fragment === undefined || visit(on ?? type, fragment.selectionSet, times)
      }
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined
      if (field === undefined || selection.selectionSet === undefined) return true
      const below = getNamedType(field.type)
      const kinds = isAbstractType(below) ? schema.getPossibleTypes(below).length : 1
      return visit(below, selection.selectionSet, times * kinds)
    })
  return visit(root, operation.selectionSet, 1)
}
