import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getArgumentValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql'
import type { GraphField, GraphReference } from '../../metaverse/graph/graph-type.js'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import { searchWords } from '../../metaverse/search-words.js'
import type { ObjectList, ObjectSelection, OrderTerm, RelatedList, TimeColumn } from '../../storage/read/graph/plan.js'
import { listPage } from './cursor.js'
import { type Selected, type Selecting, selectedFields } from './look-ahead.js'
import type { TypedExtensions } from './object-type.js'
import { relationOf, whereCondition } from './where.js'

/** What fields of objects say of themselves in their extensions: `hub`. */
type AnyField = GraphQLField<unknown, unknown>
type AnyArguments = Readonly<Record<string, unknown>>

/** What is read of an object, and under which names it is kept. */
export interface ObjectPlan {
  readonly selection: ObjectSelection
  /** Of each value, in the order of the selection. */
  readonly values: readonly string[]
  readonly lists: readonly (ListPlan<RelatedList> & { readonly key: string })[]
}

export interface ListPlan<List extends ObjectList = ObjectList> {
  readonly list: List
  readonly nodes: ObjectPlan | undefined
  /** The order as text, which is part of its cursors. */
  readonly order: string
  /** Whether cursors are asked for, which cost more than the rest. */
  readonly edges: boolean
  readonly pageInfo: boolean
}

/** A list's field with the arguments it was given. */
export interface ListField {
  readonly field: AnyField
  readonly args: AnyArguments
  readonly nodes: readonly FieldNode[]
}

/** The name under which an object keeps a list. */
export const listKey = (name: string, args: AnyArguments): string => `${name} ${JSON.stringify(args)}`

/** @throws ProblemError `request.invalid` */
export function planList(selecting: Selecting, type: string | undefined, { field, args, nodes }: ListField): ListPlan {
  const connection = getNamedType(field.type) as GraphQLObjectType
  const below: Selected[] = []
  const asked = new Set<string>()
  for (const { node } of fieldsOf(selecting, connection, nodes)) {
    const name = node.name.value
    asked.add(name)
    if (name === 'nodes') below.push(...fieldsOf(selecting, nodeTypeOf(connection), [node]))
    if (name !== 'edges') continue
    const edge = getNamedType(connection.getFields().edges?.type as GraphQLOutputType) as GraphQLObjectType
    for (const inEdge of fieldsOf(selecting, edge, [node]))
      if (inEdge.node.name.value === 'node') below.push(...fieldsOf(selecting, nodeTypeOf(connection), [inEdge.node]))
  }
  const order = (args.orderBy as readonly OrderWish[] | null | undefined) ?? []
  const orderText = order.map(({ name }) => name).join(',')
  const [edges, pageInfo] = [asked.has('edges'), asked.has('pageInfo')]
  const plan = edges || pageInfo || asked.has('nodes') ? planObject(selecting, below) : undefined
  const where = field.args.find(({ name }) => name === 'where')
  return {
    nodes: plan,
    order: orderText,
    edges,
    pageInfo,
    list: {
      type: (args.type as string | null | undefined) ?? type,
      where:
        args.where == null || where === undefined
          ? undefined
          : whereCondition(getNamedType(where.type) as GraphQLInputObjectType, args.where as AnyArguments),
      search: typeof args.search === 'string' ? searchWords(args.search) : [],
      order: order.map(({ by, descending }) => ({ by, descending })),
      page: listPage(args, orderText),
      nodes: plan?.selection,
      count: asked.has('totalCount'),
    },
  }
}

/** What the values of an order enum stand for. */
export interface OrderWish extends OrderTerm {
  readonly name: string
}

export function planRelated(selecting: Selecting, hub: GraphReference, list: ListField): ListPlan<RelatedList> {
  const relation = relationOf(hub)
  if (hub.many) {
    const plan = planList(selecting, hub.type, list)
    return { ...plan, list: { ...plan.list, relation, single: false } }
  }
  const type = getNamedType(list.field.type)
  const below = isObjectType(type) || isInterfaceType(type) ? [...fieldsOf(selecting, type, list.nodes)] : []
  const nodes = planObject(selecting, below)
  const page = { limit: 1, backwards: false }
  const rest = { type: hub.type, where: undefined, search: [], order: [], page, count: false }
  return {
    nodes,
    order: '',
    edges: false,
    pageInfo: false,
    list: { ...rest, nodes: nodes.selection, relation, single: true },
  }
}

function* fieldsOf(
  selecting: Selecting,
  type: Parameters<typeof selectedFields>[1],
  nodes: readonly FieldNode[],
): Generator<Selected> {
  for (const node of nodes) yield* selectedFields(selecting, type, node.selectionSet)
}

const nodeTypeOf = (connection: GraphQLObjectType) =>
  getNamedType(connection.getFields().nodes?.type as GraphQLOutputType) as GraphQLObjectType

const TIMES: Readonly<Record<string, TimeColumn>> = { createdAt: 'created_at', changedAt: 'changed_at' }

/** Everything that is asked of an object; what other fields need that are not ours, they fetch themselves. */
export function planObject(selecting: Selecting, selected: readonly Selected[]): ObjectPlan {
  const values = new Map<string, MetaverseAttribute | TimeColumn>()
  const lists = new Map<string, ListField & { readonly hub: GraphReference }>()
  for (const { on, node } of selected) {
    const field = 'getFields' in on ? on.getFields()[node.name.value] : undefined
    if (field === undefined) continue
    const hub = field.extensions.hub as GraphField | undefined
    const time = TIMES[field.name]
    if (time !== undefined) values.set(field.name, time)
    if (hub?.kind === 'value') values.set(hub.attribute.name, hub.attribute)
    else if (field.name === 'displayName') {
      const { displayName } = selecting.schema.extensions as Partial<TypedExtensions>
      if (displayName !== undefined) values.set(field.name, displayName)
    }
    if (hub?.kind !== 'reference') continue
    const args = getArgumentValues(field, node, selecting.variableValues)
    const key = listKey(field.name, args)
    const held = lists.get(key)
    lists.set(key, held === undefined ? { hub, field, args, nodes: [node] } : { ...held, nodes: [...held.nodes, node] })
  }
  const plans = [...lists].map(([key, { hub, ...list }]) => ({ ...planRelated(selecting, hub, list), key }))
  return {
    values: [...values.keys()],
    lists: plans,
    selection: { values: [...values.values()].map(attribute => ({ attribute })), lists: plans.map(each => each.list) },
  }
}
