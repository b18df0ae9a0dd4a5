import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import type { GraphReference, GraphType, GraphValue } from '../../metaverse/graph/graph-type.js'
import { searchKey } from '../../metaverse/keys.js'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import { ProblemError } from '../../model/problem.js'
import type { Values } from '../../model/value.js'
import { objectList, relatedLists } from '../../service/graph.js'
import type { Condition, ObjectList } from '../../storage/read/graph/plan.js'
import type { GraphContext } from '../context.js'
import { loadValues } from '../loaders.js'
import { keyOf, nodeId } from '../node-id.js'
import { type ListField, listKey, planList, planObject, planRelated } from './list-plan.js'
import { selectedFields } from './look-ahead.js'
import { planned } from './planned.js'
import { type ObjectView, toConnection, toRelated, toView } from './rows.js'
import { textOf } from './value-condition.js'
import { entryCondition } from './where.js'

type Arguments = Record<string, unknown>
export type ObjectResolver = GraphQLFieldResolver<ObjectView, GraphContext, Arguments>
export type RootResolver = GraphQLFieldResolver<unknown, GraphContext, Arguments>

const fieldOf = (info: GraphQLResolveInfo, args: Arguments): ListField => {
  const field = info.parentType.getFields()[info.fieldName]
  if (field === undefined) throw new Error(`there is no field ${info.fieldName}`)
  return { field, args, nodes: info.fieldNodes }
}

/** A page of all objects of a type: one statement, whatever is asked for below. */
export const listResolver =
  (type: string): RootResolver =>
  async (_source, args, { hub, actor }, info) => {
    const plan = planned(info, () => planList(info, type, fieldOf(info, args)))
    return toConnection(await objectList(hub, actor, plan.list), plan)
  }

/** The one object that a key finds. */
export const byResolver =
  (type: GraphType): RootResolver =>
  async (_source, args, { hub, actor }, info) => {
    const { list: one, plan } = planned(info, () => planOne(info, type, args))
    const [, found] = await objectList(hub, actor, one)
    const [first, second] = found ?? []
    if (second !== undefined) throw several(args, type.list)
    return first === undefined ? null : toView(first, plan)
  }

function planOne(info: GraphQLResolveInfo, { source, name, keys }: GraphType, args: Arguments) {
  const on = info.schema.getType(name) as GraphQLResolveInfo['parentType']
  const plan = planObject(
    info,
    info.fieldNodes.flatMap(node => [...selectedFields(info, on, node.selectionSet)]),
  )
  const [key, given] = keyIn(args)
  const where = keyCondition(keys, key, given)
  const page = { limit: 1, backwards: false }
  const list: ObjectList = { type: source, where, search: [], order: [], page, count: false, nodes: plan.selection }
  return { list, plan }
}

const keyIn = (args: Arguments): [key: string, given: unknown] =>
  Object.entries(args.by as Arguments)[0] ?? ['', undefined]

function keyCondition(keys: readonly GraphValue[], key: string, given: unknown): Condition {
  if (key === 'id') return { kind: 'ids', ids: [keyOf('MetaverseObject', given as string)] }
  if (key === 'entry') return entryCondition(given as { agent: string; dn: string })
  const found = keys.find(({ name }) => name === key)
  if (found === undefined) throw new Error(`there is no key ${key}`)
  const { attribute } = found
  return { kind: 'value', attribute, test: { kind: 'equals-key', keys: [searchKey(textOf(given))] } }
}

function several(args: Arguments, list: string): ProblemError {
  const [key, given] = keyIn(args)
  return new ProblemError({
    code: 'request.invalid',
    message: `More than one has the ${key} “${String(given).slice(0, 100)}”.`,
    hint: `Ask ${list}(where:) for all of them.`,
  })
}

/** The objects at the other end of a reference. */
export const referenceResolver =
  (reference: GraphReference): ObjectResolver =>
  (object, args, context, info) => {
    const held = object.held?.[listKey(info.fieldName, args)]
    return held === undefined ? loadReference(reference, object, { args, context, info }) : held
  }

interface Asked {
  readonly args: Arguments
  readonly context: GraphContext
  readonly info: GraphQLResolveInfo
}

async function loadReference(reference: GraphReference, object: ObjectView, { args, context, info }: Asked) {
  const plan = planned(info, () => planRelated(info, reference, fieldOf(info, args)))
  const name = `${info.fieldName} ${JSON.stringify(plan.list)}`
  const raw = await context.batches.load(name, object.id, ids =>
    relatedLists(context.hub, context.actor, ids, plan.list),
  )
  return toRelated(raw ?? null, plan)
}

/** The values of an attribute. */
export const valueResolver = ({ attribute }: GraphValue): ObjectResolver => {
  const shape = shapeOf(attribute)
  return (object, _args, context) => {
    const held = object.held?.[attribute.name]
    if (held !== undefined) return shape === undefined ? held : shape(held, object)
    return loadValue(attribute, object, context, shape)
  }
}

type Shape = (held: unknown, object: ObjectView) => unknown

/** Where binary values can be fetched. */
const addressOf = (object: ObjectView, attribute: string): string =>
  `/objects/${nodeId('MetaverseObject', object.id)}/${encodeURIComponent(attribute)}`

function shapeOf({ name, type, multivalued }: MetaverseAttribute): Shape | undefined {
  if (type === 'binary') {
    return (held, object) => {
      const count = (held as number | null) ?? 0
      if (!multivalued) return count > 0 ? addressOf(object, name) : null
      return Array.from({ length: count }, (_, i) => `${addressOf(object, name)}?value=${i}`)
    }
  }
  return multivalued ? held => held ?? [] : undefined
}

async function loadValue(
  attribute: MetaverseAttribute,
  object: ObjectView,
  context: GraphContext,
  shape: Shape | undefined,
): Promise<unknown> {
  const values: Values | undefined = (await loadValues(context, object.id, attribute.name))[attribute.name]
  const held = heldOf(attribute, values)
  return shape === undefined ? held : shape(held, object)
}

/** Values as a typed list reads them. */
function heldOf({ type, multivalued }: MetaverseAttribute, values: Values | undefined): unknown {
  if (values === undefined) return null
  if (type === 'binary') return values.length
  if (multivalued) return values
  return type === 'boolean' ? values[0] === 'true' : (values[0] ?? null)
}
