import { ABSENT } from '../expression-signals.js'
import type { ExpressionFunction } from './function.js'

const CASES = { caseinsensitive: true, casesensitive: false } as const

/** Functions of lists. Positions count from 1. */
export const MULTI_VALUE: readonly ExpressionFunction[] = [
  {
    signature: 'Contains(list<string>, string): int',
    description: 'The position of the first value with this text in it, or 0',
    call: (values: readonly string[], text: string) => BigInt(values.findIndex(value => value.includes(text)) + 1),
  },
  {
    signature: 'Contains(list<string>, string, string): int',
    description: 'The same; CaseInsensitive or CaseSensitive',
    call: (values: readonly string[], text: string, option: string) => {
      const fold = withoutCase(option) ? (value: string) => value.toLowerCase() : (value: string) => value
      return BigInt(values.findIndex(value => fold(value).includes(fold(text))) + 1)
    },
  },
  {
    signature: 'Contains(list<int>, int): int',
    description: 'The position of a number, or 0',
    call: (values: readonly bigint[], number: bigint) => BigInt(values.indexOf(number) + 1),
  },
  {
    signature: 'Count(list): int',
    description: 'Number of values',
    call: (values: readonly unknown[]) => BigInt(values.length),
  },
  {
    signature: 'Item(list<A>, int): A',
    description: 'The value at a position; an error when there is none',
    call: (values: readonly string[], index: bigint) => {
      const value = values[Number(index) - 1]
      if (value === undefined) throw new Error(`there is no value ${index} among ${values.length}`)
      return value
    },
  },
  {
    signature: 'ItemOrNull(list<A>, int): A',
    description: 'The value at a position, if there is one',
    call: (values: readonly string[], index: bigint) => {
      const value = values[Number(index) - 1]
      if (value === undefined) throw ABSENT
      return value
    },
  },
  {
    signature: 'Join(list<string>, string): string',
    description: 'The values as one text with a separator',
    call: (values: readonly string[], separator: string) => values.join(separator),
  },
  {
    signature: 'Join(list<string>): string',
    description: 'The values as one text with spaces',
    call: (values: readonly string[]) => values.join(' '),
  },
  {
    signature: 'RemoveDuplicates(list<A>): list<A>',
    description: 'Each value once',
    call: (values: readonly unknown[]) => [...new Set(values)],
  },
  {
    signature: 'Split(string, string): list<string>',
    description: 'The parts between separators',
    call: (text: string, separator: string) => split(text, separator),
  },
  {
    signature: 'Split(string, string, int): list<string>',
    description: 'So many parts at most, the rest in the last one',
    call: (text: string, separator: string, limit: bigint) => {
      if (limit < 1n) throw new Error(`Split gives at least 1 part, not ${limit}`)
      const parts = split(text, separator)
      const most = Number(limit)
      return parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)]
    },
  },
]

// An empty separator leaves the text whole: it would cut letters in half.
const split = (text: string, separator: string): string[] => (separator === '' ? [text] : text.split(separator))

function withoutCase(option: string): boolean {
  const known = CASES[option.toLowerCase() as keyof typeof CASES]
  if (known === undefined)
    throw new Error(`the option of Contains is CaseInsensitive or CaseSensitive, found '${option}'`)
  return known
}
