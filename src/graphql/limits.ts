import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
} from 'graphql'
import { refusal } from './errors.js'
import { DEFAULT_PAGE } from './paging.js'

export const MAX_TOKENS = 2_000
export const MAX_VALIDATION_ERRORS = 10
export const MAX_ALIASES = 30
export const MAX_DIRECTIVES = 20
export const MAX_DEPTH = 15
/** About as many objects as a query may answer. */
export const MAX_COST = 50_000

/** Lists without pages, such as the links of an object, are taken to be so long. */
const SHORT_LIST = 5
/** Parts of lists that are no objects themselves. */
const SCAFFOLD = /(Connection|Edge|^PageInfo)$/
/** An expression may take a quarter of a second, in which nothing else happens. */
/** Lists of what can be reached, however far. */
const FAR = 50
const EXPENSIVE: Readonly<Record<string, number>> = { totalCount: 10, statistics: 100, evaluateExpression: 10_000 }

/** A validation rule: bounds what a document says, whatever its variables are. */
export function boundedDocument(context: ValidationContext): ASTVisitor {
  let aliases = 0
  let directives = 0
  return {
    Field(node) {
      if (node.alias !== undefined && ++aliases === MAX_ALIASES + 1) {
        context.reportError(refusal(`The document has more than ${MAX_ALIASES} aliases.`, 'Ask in several requests.'))
      }
    },
    Directive() {
      if (++directives === MAX_DIRECTIVES + 1) {
        context.reportError(
          refusal(`The document has more than ${MAX_DIRECTIVES} directives.`, 'Ask in several requests.'),
        )
      }
    },
  }
}

export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

export interface Weight {
  /** About as many objects as it could answer. */
  readonly cost: number
  readonly refused?: GraphQLError
}

/**
 * What an operation costs. Pages count with their size, so that variables matter; introspection counts nothing, graphql-js bounds it.
 */
export function weigh(operation: Operation): Weight {
  const definition = operation.document.definitions.find(
    each =>
      each.kind === Kind.OPERATION_DEFINITION &&
      (!operation.operationName || each.name?.value === operation.operationName),
  )
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return { cost: 0 }
  const { variableDefinitions = [] } = definition
  if (variableDefinitions.length > 0) return weighed(operation, definition)
  // Nothing but the text decides: one that comes again is not weighed again.
  const known = weights.get(operation.schema) ?? new WeakMap<OperationDefinitionNode, Weight>()
  weights.set(operation.schema, known)
  const weight = known.get(definition) ?? weighed(operation, definition)
  known.set(definition, weight)
  return weight
}

const weights = new WeakMap<GraphQLSchema, WeakMap<OperationDefinitionNode, Weight>>()

function weighed(operation: Operation, definition: OperationDefinitionNode): Weight {
  const root = operation.schema.getRootType(definition.operation)
  if (!root) return { cost: 0 }
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of operation.document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  }
  const walk: Walk = { ...operation, fragments, cost: 0 }
  try {
    visit(walk, { type: root, selections: definition.selectionSet, times: 1, depth: 1 })
  } catch (error) {
    if (error instanceof Excess) return { cost: walk.cost, refused: error.refusal }
    throw error
  }
  return { cost: walk.cost }
}

class Excess extends Error {
  readonly refusal: GraphQLError
  constructor(refused: GraphQLError) {
    super()
    this.refusal = refused
  }
}

interface Walk extends Operation {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  cost: number
}

interface Level {
  readonly type: GraphQLObjectType | { getFields(): Readonly<Record<string, GraphQLField<unknown, unknown>>> }
  readonly selections: SelectionSetNode
  /** How often this level is answered. */
  readonly times: number
  readonly depth: number
  readonly pageSize?: number
}

function visit(walk: Walk, level: Level, seen = new Set<string>()): void {
  for (const selection of level.selections.selections) {
    if (selection.kind === Kind.FIELD) visitField(walk, level, selection)
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      visit(
        walk,
        { ...level, ...typeNamed(walk, selection.typeCondition?.name.value), selections: selection.selectionSet },
        seen,
      )
    } else if (!seen.has(selection.name.value)) {
      // As in execution, a fragment counts once at a level, however often it is spread.
      seen.add(selection.name.value)
      const fragment = walk.fragments.get(selection.name.value)
      if (fragment !== undefined) {
        visit(
          walk,
          { ...level, ...typeNamed(walk, fragment.typeCondition.name.value), selections: fragment.selectionSet },
          seen,
        )
      }
    }
  }
}

function typeNamed(walk: Walk, name: string | undefined): Pick<Level, 'type'> | undefined {
  const type = name === undefined ? undefined : walk.schema.getType(name)
  return isObjectType(type) || isInterfaceType(type) ? { type } : undefined
}

const FIELDLESS: Level['type'] = { getFields: () => ({}) }

function visitField(walk: Walk, level: Level, node: FieldNode): void {
  if (node.name.value.startsWith('__')) return
  if (level.depth > MAX_DEPTH) {
    throw new Excess(
      refusal(`The query is more than ${MAX_DEPTH} levels deep.`, 'Ask for the rest by id, with nodes(ids:).'),
    )
  }
  const field = level.type.getFields()[node.name.value]
  if (field === undefined) return
  const named = getNamedType(field.type)
  const times = level.times * lengthOf(walk, level, field, node)
  walk.cost += isCompositeType(named) && !SCAFFOLD.test(named.name) ? times : 0
  walk.cost += level.times * (EXPENSIVE[field.name] ?? (field.name.startsWith('transitive') ? FAR : 0))
  if (walk.cost > MAX_COST) {
    throw new Excess(
      refusal(
        `The query could answer more than ${MAX_COST} objects.`,
        'Ask for smaller pages, or for fewer levels at once.',
      ),
    )
  }
  if (node.selectionSet === undefined || !isCompositeType(named)) return
  // Of a union only what fragments ask for is known.
  const type = isUnionType(named) ? FIELDLESS : named
  const pageSize = named.name.endsWith('Connection') ? { pageSize: pageSizeOf(walk, node) } : {}
  visit(walk, { type, selections: node.selectionSet, times, depth: level.depth + 1, ...pageSize })
}

function lengthOf(walk: Walk, level: Level, field: GraphQLField<unknown, unknown>, node: FieldNode): number {
  if (!String(field.type).includes('[')) return 1
  if (level.pageSize !== undefined) return level.pageSize
  const ids = argument(walk, node, 'ids') ?? argument(walk, node, 'representations')
  return Array.isArray(ids) ? ids.length : SHORT_LIST
}

function pageSizeOf(walk: Walk, node: FieldNode): number {
  const size = argument(walk, node, 'first') ?? argument(walk, node, 'last')
  return typeof size === 'number' && size > 0 ? size : DEFAULT_PAGE
}

function argument(walk: Walk, node: FieldNode, name: string): unknown {
  const value = node.arguments?.find(each => each.name.value === name)?.value
  return value === undefined ? undefined : readValue(walk, value)
}

function readValue(walk: Walk, node: ValueNode): unknown {
  if (node.kind === Kind.VARIABLE) return walk.variables?.[node.name.value] ?? defaultOf(walk, node.name.value)
  if (node.kind === Kind.INT) return Number(node.value)
  return node.kind === Kind.LIST ? node.values : undefined
}

function defaultOf(walk: Walk, name: string): unknown {
  for (const definition of walk.document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const variable = definition.variableDefinitions?.find(each => each.variable.name.value === name)
    if (variable?.defaultValue !== undefined) return readValue(walk, variable.defaultValue)
  }
  return undefined
}
