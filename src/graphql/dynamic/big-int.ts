import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

const WHOLE = /^-?\d{1,40}$/

/** A whole number, however large: as a number of JSON while every reader gets that right, as text beyond. */
export const BigIntScalar = new GraphQLScalarType<string, number | string>({
  name: 'BigInt',
  description:
    'A whole number of any size. Answered as a number up to 2^53 - 1 in either direction, as text beyond; both are understood.',
  serialize: toJson,
  parseValue: read,
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return read(node.value)
    throw new GraphQLError('BigInt wants a whole number.', { nodes: node })
  },
})

function toJson(value: unknown): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function read(value: unknown): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  if (typeof text === 'string' && WHOLE.test(text)) return BigInt(text).toString()
  throw new GraphQLError('BigInt wants a whole number, as text where it is beyond 2^53 - 1.')
}
