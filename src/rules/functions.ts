import { escapeDnValue } from '../model/dn.js'
import { toAscii } from './transliteration.js'

/** A function that expressions may call, under the name administrators know from MIM and Entra (domain.md 14.5). */
export interface ExpressionFunction {
  /** CEL signature, e.g. `Left(string, int): string`. */
  readonly signature: string
  readonly description: string
  readonly call: (...parameters: never[]) => string | bigint | boolean | string[]
}

/** All functions besides CEL's own. `IsPresent` and `IIF` are macros: see expression-macros.ts. */
export const EXPRESSION_FUNCTIONS: readonly ExpressionFunction[] = [
  { signature: 'LCase(string): string', description: 'Lower case', call: (text: string) => text.toLowerCase() },
  { signature: 'UCase(string): string', description: 'Upper case', call: (text: string) => text.toUpperCase() },
  {
    signature: 'PCase(string): string',
    description: 'Each word with a capital, the rest lower case',
    call: properCase,
  },
  {
    signature: 'Trim(string): string',
    description: 'Without white space at both ends',
    call: (text: string) => text.trim(),
  },
  {
    signature: 'LTrim(string): string',
    description: 'Without leading white space',
    call: (text: string) => text.trimStart(),
  },
  {
    signature: 'RTrim(string): string',
    description: 'Without trailing white space',
    call: (text: string) => text.trimEnd(),
  },
  {
    signature: 'Left(string, int): string',
    description: 'The first characters; a negative length gives the whole text',
    call: left,
  },
  {
    signature: 'Right(string, int): string',
    description: 'The last characters; a negative length gives the whole text',
    call: right,
  },
  {
    signature: 'Mid(string, int, int): string',
    description: 'Characters from a position (the first is 1), and how many',
    call: middle,
  },
  {
    signature: 'Mid(string, int): string',
    description: 'All characters from a position (the first is 1)',
    call: (text: string, start: bigint) => middle(text, start, -1n),
  },
  {
    signature: 'Len(string): int',
    description: 'Number of characters',
    call: (text: string) => BigInt(lengthOf(text)),
  },
  { signature: 'Replace(string, string, string): string', description: 'Every occurrence replaced', call: replace },
  {
    signature: 'Word(string, int, string): string',
    description: 'The word at a position (the first is 1); every character of the third text separates',
    call: word,
  },
  {
    signature: 'Word(string, int): string',
    description: 'The word at a position (the first is 1), separated by spaces',
    call: (text: string, number: bigint) => word(text, number, ' '),
  },
  {
    signature: 'Join(list<string>, string): string',
    description: 'The values as one text with a separator',
    call: (values: readonly string[], separator: string) => values.join(separator),
  },
  {
    signature: 'Split(string, string): list<string>',
    description: 'The parts between separators',
    call: (text: string, separator: string) => text.split(separator),
  },
  {
    signature: 'EscapeDNComponent(string): string',
    description: 'The text escaped for use as one value of a distinguished name',
    call: escapeDnValue,
  },
  {
    signature: 'NormalizeAscii(string): string',
    description: 'Accented Latin letters in ASCII, for account names: é → e, ß → ss',
    call: toAscii,
  },
]

function properCase(text: string): string {
  return text
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{N}'’])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}

function left(text: string, length: bigint): string {
  return length < 0n ? text : slice(text, 0, Number(length))
}

function right(text: string, length: bigint): string {
  if (length < 0n) return text
  const total = lengthOf(text)
  return slice(text, Math.max(0, total - Number(length)), total)
}

function middle(text: string, start: bigint, length: bigint): string {
  const from = Math.max(0, Number(start) - 1)
  return slice(text, from, length < 0n ? lengthOf(text) : from + Number(length))
}

function replace(text: string, search: string, replacement: string): string {
  return search === '' ? text : text.split(search).join(replacement)
}

function word(text: string, number: bigint, delimiters: string): string {
  const separators = new Set(delimiters)
  const words: string[] = []
  let current = ''
  for (const character of text) {
    if (!separators.has(character)) current += character
    else if (current !== '') {
      words.push(current)
      current = ''
    }
  }
  if (current !== '') words.push(current)
  return words[Number(number) - 1] ?? ''
}

const SURROGATE = /[\ud800-\udfff]/

// Positions count characters, so that no emoji or rare letter is cut in half.
const lengthOf = (text: string): number => (SURROGATE.test(text) ? [...text].length : text.length)
const slice = (text: string, from: number, to: number): string =>
  SURROGATE.test(text) ? [...text].slice(from, to).join('') : text.slice(from, to)
