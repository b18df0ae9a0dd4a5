import { randomBytes, randomUUID } from 'node:crypto'
import { DATE, type ExpressionFunction } from './function.js'

/** Functions of numbers, and MIM's comparisons. */
export const MATH: readonly ExpressionFunction[] = [
  {
    signature: 'BitAnd(int, int): int',
    description: 'The bits that both numbers have',
    call: (a: bigint, b: bigint) => a & b,
  },
  {
    signature: 'BitOr(int, int): int',
    description: 'The bits that either number has',
    call: (a: bigint, b: bigint) => a | b,
  },
  {
    signature: 'IsBitSet(int, int): bool',
    description: 'Whether a number has the bits of another, such as 2 in userAccountControl',
    call: (value: bigint, flag: bigint) => flag !== 0n && (value & flag) === flag,
  },
  ...comparisons('Eq', ['string', 'int', 'bool', DATE], 'Whether both are the same', (a, b) => a === b),
  ...comparisons('NotEquals', ['string', 'int', 'bool', DATE], 'Whether they differ', (a, b) => a !== b),
  ...comparisons('LessThan', ['int', DATE], 'Whether the first is less', (a, b) => a < b),
  ...comparisons('LessThanOrEquals', ['int', DATE], 'Whether the first is no greater', (a, b) => a <= b),
  ...comparisons('GreaterThan', ['int', DATE], 'Whether the first is greater', (a, b) => a > b),
  ...comparisons('GreaterThanOrEquals', ['int', DATE], 'Whether the first is no less', (a, b) => a >= b),
  {
    signature: 'RandomNum(int, int): int',
    description: 'A random number from the first to the second',
    volatile: true,
    call: random,
  },
  { signature: 'Guid(): string', description: 'A new random GUID', volatile: true, call: () => randomUUID() },
]

type Comparable = string | bigint | boolean | number

function comparisons(
  name: string,
  types: readonly string[],
  description: string,
  compare: (a: Comparable, b: Comparable) => boolean,
): ExpressionFunction[] {
  const plain = (value: Comparable | Date): Comparable => (value instanceof Date ? value.getTime() : value)
  return types.map(type => ({
    signature: `${name}(${type}, ${type}): bool`,
    description,
    call: (a: Comparable | Date, b: Comparable | Date) => compare(plain(a), plain(b)),
  }))
}

function random(start: bigint, end: bigint): bigint {
  if (end < start) throw new Error(`a random number from ${start} to ${end} cannot be: the first is greater`)
  // 128 bits over at most 64: the remainder is even enough.
  return start + (BigInt(`0x${randomBytes(16).toString('hex')}`) % (end - start + 1n))
}
