import {
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'

/** What an operation asks for below the field that is being answered. */
export type Selecting = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues' | 'schema'>

/** A field that is selected, with the type it is selected on. */
export interface Selected {
  readonly on: GraphQLCompositeType
  readonly node: FieldNode
}

/** All fields below, whatever type their fragments are for, without those that directives leave out. */
export function* selectedFields(
  selecting: Selecting,
  on: GraphQLCompositeType,
  selections: SelectionSetNode | undefined,
): Generator<Selected> {
  for (const selection of selections?.selections ?? []) {
    if (!isIncluded(selection, selecting)) continue
    if (selection.kind === Kind.FIELD) {
      yield { on, node: selection }
      continue
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : selecting.fragments[selection.name.value]
    if (fragment === undefined) continue
    const type = fragment.typeCondition === undefined ? on : selecting.schema.getType(fragment.typeCondition.name.value)
    if (isObjectType(type) || isInterfaceType(type)) yield* selectedFields(selecting, type, fragment.selectionSet)
  }
}

function isIncluded(selection: Parameters<typeof getDirectiveValues>[1], { variableValues }: Selecting): boolean {
  if ((selection.directives?.length ?? 0) === 0) return true
  if (getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.if === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.if !== false
}
