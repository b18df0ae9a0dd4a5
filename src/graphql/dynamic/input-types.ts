import {
  GraphQLEnumType,
  GraphQLID,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLString,
} from 'graphql'
import type { GraphField, GraphType } from '../../metaverse/graph/graph-type.js'
import type { OrderTerm } from '../../storage/read/graph/plan.js'
import { commonFields, relationType } from './any-inputs.js'
import { BigIntScalar } from './big-int.js'
import { comparisonOf, EntryName } from './comparisons.js'
import { describeReference, describeValue } from './descriptions.js'
import type { OrderWish } from './list-plan.js'
import type { Made, Making } from './making.js'

/** What lists of a type are searched and ordered by. */
export function inputTypes(type: GraphType, making: Making): Pick<Made, 'where' | 'relation' | 'order' | 'by'> {
  const where: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: `${type.name}Where`,
    description: `A search for objects of the type ${type.source}. What stands side by side must all hold.`,
    fields: () => ({ ...commonFields(where), ...whereFields(type, making) }),
  })
  return {
    where,
    relation: relationType(`${type.name}Relation`, () => where, `objects of the type ${type.source}`),
    order: orderType(type),
    by: byType(type),
  }
}

function whereFields(type: GraphType, making: Making): GraphQLInputFieldConfigMap {
  // Reaching far for every object of a list is more than a search may cost.
  const fields = type.fields.filter(field => field.kind === 'value' || !field.transitive)
  return Object.fromEntries(fields.map(field => [field.name, whereField(type, field, making)]))
}

function whereField(type: GraphType, field: GraphField, making: Making): GraphQLInputFieldConfig {
  const extensions = { tests: field }
  if (field.kind === 'value') {
    const description = describeValue(type, field, making.contributors)
    return { type: comparisonOf(field.attribute), description, extensions }
  }
  const inputs = field.type === undefined ? undefined : making.made.get(field.type)
  const { where, relation } = inputs ?? making.any
  const description = describeReference(type, field, making.contributors)
  return { type: field.many ? relation : where, description, extensions }
}

function orderType({ name, source, orders }: GraphType): GraphQLEnumType {
  const terms: readonly { readonly name: string; readonly by: OrderTerm['by']; readonly what: string }[] = [
    ...orders.map(order => ({ name: order.name, by: order.attribute, what: order.attribute.name })),
    { name: 'CREATED_AT', by: 'created_at', what: 'when they were made' },
    { name: 'CHANGED_AT', by: 'changed_at', what: 'when they last changed' },
  ]
  const values = terms.flatMap(({ name: constant, by, what }) =>
    [false, true].map(descending => {
      const order = `${constant}_${descending ? 'DESC' : 'ASC'}`
      const value: OrderWish = { name: order, by, descending }
      const description = `By ${what}, ${descending ? 'the last first' : 'the first first'}; those without a value come last.`
      return [order, { value, description }] as const
    }),
  )
  return new GraphQLEnumType({
    name: `${name}Order`,
    description: `By what lists of objects of the type ${source} are ordered. Texts without regard to case, by code point.`,
    values: Object.fromEntries(values),
  })
}

function byType({ name, source, keys }: GraphType): GraphQLInputObjectType {
  const fields: GraphQLInputFieldConfigMap = {
    id: { type: GraphQLID, description: 'Its id.' },
    entry: { type: EntryName, description: 'An entry that is joined to it.' },
  }
  for (const key of keys) {
    const { name: attribute, type } = key.attribute
    fields[key.name] = {
      type: type === 'number' ? BigIntScalar : GraphQLString,
      description: `The attribute ${attribute}, without regard to case. An error when several objects have the same.`,
    }
  }
  return new GraphQLInputObjectType({
    name: `${name}By`,
    description: `What finds one object of the type ${source}: exactly one of these.`,
    fields,
    isOneOf: true,
  })
}
