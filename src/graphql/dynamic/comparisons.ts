import {
  GraphQLBoolean,
  GraphQLID,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { GraphQLDateTime } from 'graphql-scalars'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import { BigIntScalar } from './big-int.js'

/** Tests by scalar. What stands side by side must all hold; of several values of an attribute, one has to pass. */

type Tests = Readonly<Record<string, string>>

const EQUALITY: Tests = { eq: 'It is this.', neq: 'It is something else, or there is none.' }
const MEMBERSHIP: Tests = { in: 'It is one of these.', nin: 'It is none of these, or there is none.' }
const ORDER: Tests = {
  lt: 'It comes before this.',
  lte: 'It comes before this, or is this.',
  gt: 'It comes after this.',
  gte: 'It comes after this, or is this.',
}
const TEXT: Tests = {
  contains: 'It contains this.',
  startsWith: 'It begins so.',
  endsWith: 'It ends so.',
  eqIgnoreCase: 'It is this, without regard to case.',
  containsIgnoreCase: 'It contains this, without regard to case.',
  startsWithIgnoreCase: 'It begins so, without regard to case.',
  endsWithIgnoreCase: 'It ends so, without regard to case.',
}

function comparison(name: string, description: string, type: GraphQLInputType, tests: Tests, present = true) {
  const list = new GraphQLList(new GraphQLNonNull(type))
  const fields: GraphQLInputFieldConfigMap = Object.fromEntries(
    Object.entries(tests).map(([test, says]) => [
      test,
      { type: ['in', 'nin', 'inIgnoreCase'].includes(test) ? list : type, description: says },
    ]),
  )
  if (present) fields.present = { type: GraphQLBoolean, description: 'Whether there is a value.' }
  return new GraphQLInputObjectType({ name, description, fields })
}

export const StringComparison = comparison(
  'StringComparison',
  'Tests of a text. Letter by letter unless said otherwise; order is that of code points.',
  GraphQLString,
  {
    ...EQUALITY,
    ...MEMBERSHIP,
    inIgnoreCase: 'It is one of these, without regard to case.',
    ...TEXT,
    ...ORDER,
  },
)
export const IDComparison = comparison(
  'IDComparison',
  'Tests of an id.',
  GraphQLID,
  { ...EQUALITY, ...MEMBERSHIP },
  false,
)
export const DateTimeComparison = comparison('DateTimeComparison', 'Tests of a time.', GraphQLDateTime, ORDER, false)
const BigIntComparison = comparison('BigIntComparison', 'Tests of a whole number.', BigIntScalar, {
  ...EQUALITY,
  ...MEMBERSHIP,
  ...ORDER,
})
const BooleanComparison = comparison('BooleanComparison', 'Tests of a truth value.', GraphQLBoolean, EQUALITY)
const PresenceComparison = comparison('PresenceComparison', 'Tests of what cannot be compared.', GraphQLBoolean, {})

export const EntryName = new GraphQLInputObjectType({
  name: 'EntryName',
  description: 'An entry by its name.',
  fields: {
    agent: { type: new GraphQLNonNull(GraphQLString), description: 'The name of its agent.' },
    dn: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Its distinguished name, in any spelling of case, spaces and escapes.',
    },
  },
})

export function comparisonOf({ type }: MetaverseAttribute): GraphQLInputObjectType {
  if (type === 'number') return BigIntComparison
  if (type === 'boolean') return BooleanComparison
  return type === 'binary' ? PresenceComparison : StringComparison
}
