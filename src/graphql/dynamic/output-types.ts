import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql'
import type { GraphReference, GraphType, GraphValue } from '../../metaverse/graph/graph-type.js'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import { BigIntScalar } from './big-int.js'
import { describeReference, describeType, describeValue } from './descriptions.js'
import type { Made, Making } from './making.js'
import {
  byResolver,
  listResolver,
  type ObjectResolver,
  type RootResolver,
  referenceResolver,
  valueResolver,
} from './resolvers.js'

type AnyField = GraphQLFieldConfig<unknown, unknown>
const required = <Type extends GraphQLOutputType>(type: Type) => new GraphQLNonNull(type)
const listOf = (type: GraphQLOutputType) => required(new GraphQLList(required(type)))

/** The type of the objects, and the two types of their lists. */
export function objectTypes(type: GraphType, making: Making): Pick<Made, 'object' | 'edge' | 'connection'> {
  const { base } = making
  const common = (base.getType('UntypedObject') as GraphQLObjectType).toConfig()
  const object = new GraphQLObjectType({
    name: type.name,
    description: describeType(type),
    interfaces: common.interfaces,
    extensions: { hub: type },
    fields: () => ({ ...common.fields, ...attributeFields(type, making) }),
  })
  const edge = new GraphQLObjectType({
    name: `${type.name}Edge`,
    description: `One place in a list of objects of the type ${type.source}.`,
    fields: {
      cursor: { type: required(GraphQLString), description: 'Marks this place for after and before.' },
      node: { type: required(object), description: 'What stands there.' },
    },
  })
  const connection = new GraphQLObjectType({
    name: `${type.name}Connection`,
    description: `A page of a list of objects of the type ${type.source}.`,
    fields: {
      edges: { type: listOf(edge), description: 'The places of this page.' },
      nodes: { type: listOf(object), description: 'What stands at the places of this page.' },
      pageInfo: {
        type: required(base.getType('PageInfo') as GraphQLObjectType),
        description: 'Where this page stands in the list.',
      },
      totalCount: {
        type: required(base.getType('SafeInt') as GraphQLScalarType),
        description: 'How long the whole list is. Counted only when asked for.',
      },
    },
  })
  return { object, edge, connection }
}

function attributeFields(type: GraphType, making: Making): GraphQLFieldConfigMap<unknown, unknown> {
  return Object.fromEntries(
    type.fields.map(field => [
      field.name,
      field.kind === 'value' ? valueField(type, field, making) : referenceField(type, field, making),
    ]),
  )
}

function valueField(type: GraphType, value: GraphValue, { contributors }: Making): AnyField {
  return {
    type: outputOf(value.attribute),
    description: describeValue(type, value, contributors),
    extensions: { hub: value },
    resolve: valueResolver(value) as NonNullable<AnyField['resolve']>,
  }
}

function outputOf({ type, multivalued }: MetaverseAttribute): GraphQLOutputType {
  const scalar = type === 'number' ? BigIntScalar : type === 'boolean' ? GraphQLBoolean : GraphQLString
  return multivalued ? listOf(scalar) : scalar
}

function referenceField(type: GraphType, reference: GraphReference, making: Making): AnyField {
  const { base, made, contributors } = making
  const target = reference.type === undefined ? undefined : made.get(reference.type)
  const anything = base.getType('MetaverseObject') as GraphQLInterfaceType
  const anyList = base.getType('MetaverseObjectConnection') as GraphQLObjectType
  return {
    type: reference.many ? required(target?.connection ?? anyList) : (target?.object ?? anything),
    args: reference.many ? listArguments(target, making) : {},
    description: describeReference(type, reference, contributors),
    extensions: { hub: reference },
    resolve: referenceResolver(reference) as ObjectResolver as NonNullable<AnyField['resolve']>,
  }
}

const PAGE: GraphQLFieldConfigArgumentMap = {
  first: {
    type: GraphQLInt,
    description: 'So many from the beginning, 1 to 500; 50 when neither first nor last is given.',
  },
  after: { type: GraphQLString, description: 'Only what comes after this cursor.' },
  last: { type: GraphQLInt, description: 'So many from the end, 1 to 500.' },
  before: { type: GraphQLString, description: 'Only what comes before this cursor.' },
}

function listArguments(target: Made | undefined, { any }: Making): GraphQLFieldConfigArgumentMap {
  const where = { type: target?.where ?? any.where, description: 'Only what meets this.' }
  const search = {
    type: GraphQLString,
    description:
      'Only what is called so: every word begins a word of its name, account name, mail address, number or the like. Case and accents do not matter.',
  }
  if (target === undefined) return { where, search, ...PAGE }
  const orderBy = {
    type: new GraphQLList(new GraphQLNonNull(target.order)),
    description: 'By what it is ordered, the first term first; by id without any, and among equals.',
  }
  return { where, search, orderBy, ...PAGE }
}

/** What the root has for a type: the list, and the one that a key finds. */
export function rootFields(type: GraphType, making: Making): GraphQLFieldConfigMap<unknown, unknown> {
  const made = making.made.get(type.source) as Made
  return {
    [type.list]: {
      type: required(made.connection),
      args: listArguments(made, making),
      description: `Objects of the type ${type.source}.`,
      extensions: { hub: type },
      resolve: listResolver(type.source) as RootResolver as NonNullable<AnyField['resolve']>,
    },
    [type.by]: {
      type: made.object,
      args: { by: { type: new GraphQLNonNull(made.by), description: 'What it is found by.' } },
      description: `The object of the type ${type.source} that a key finds; null when there is none.`,
      resolve: byResolver(type) as RootResolver as NonNullable<AnyField['resolve']>,
    },
  }
}
