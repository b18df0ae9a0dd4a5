import { toAscii } from '../transliteration.js'
import { lengthOf, slice } from './characters.js'
import type { ExpressionFunction } from './function.js'

const CASES: readonly ExpressionFunction[] = [
  {
    signature: 'LCase(string): string',
    aliases: ['LowerCase'],
    description: 'Lower case',
    perValue: true,
    call: (text: string) => text.toLowerCase(),
  },
  {
    signature: 'UCase(string): string',
    aliases: ['UpperCase'],
    description: 'Upper case',
    perValue: true,
    call: (text: string) => text.toUpperCase(),
  },
  {
    signature: 'PCase(string): string',
    aliases: ['ProperCase'],
    description: 'Each word with a capital, the rest lower case',
    perValue: true,
    call: properCase,
  },
  {
    signature: 'NormalizeAscii(string): string',
    description: 'Accented Latin letters in ASCII, for account names: é → e, ß → ss',
    perValue: true,
    call: toAscii,
  },
]

const PARTS: readonly ExpressionFunction[] = [
  {
    signature: 'Trim(string): string',
    description: 'Without white space at both ends',
    perValue: true,
    call: (text: string) => text.trim(),
  },
  {
    signature: 'LTrim(string): string',
    description: 'Without leading white space',
    perValue: true,
    call: (text: string) => text.trimStart(),
  },
  {
    signature: 'RTrim(string): string',
    description: 'Without trailing white space',
    perValue: true,
    call: (text: string) => text.trimEnd(),
  },
  {
    signature: 'Left(string, int): string',
    description: 'The first characters; a negative length gives the whole text',
    perValue: true,
    absentIsEmpty: true,
    call: left,
  },
  {
    signature: 'Right(string, int): string',
    description: 'The last characters; a negative length gives the whole text',
    perValue: true,
    absentIsEmpty: true,
    call: right,
  },
  {
    signature: 'Mid(string, int, int): string',
    description: 'Characters from a position (the first is 1), and how many',
    perValue: true,
    absentIsEmpty: true,
    call: middle,
  },
  {
    signature: 'Mid(string, int): string',
    description: 'All characters from a position (the first is 1)',
    perValue: true,
    absentIsEmpty: true,
    call: (text: string, start: bigint) => slice(text, Math.max(0, Number(start) - 1), lengthOf(text)),
  },
]

const PADDING = (['left', 'right'] as const).flatMap((side): ExpressionFunction[] => {
  const [name, alias] = side === 'left' ? ['PadLeft', 'LeftPad'] : ['PadRight', 'RightPad']
  const common = { aliases: [alias], description: `Filled up on the ${side} to a length`, absentIsEmpty: true } as const
  const call = (value: string | bigint, length: bigint, filler: string) => pad(`${value}`, { length, filler, side })
  return [
    { ...common, signature: `${name}(string, int, string): string`, perValue: true, call },
    { ...common, signature: `${name}(int, int, string): string`, perValue: true, call },
  ]
})

/** Functions from one text to another. */
export const TEXT: readonly ExpressionFunction[] = [
  ...CASES,
  ...PARTS,
  ...PADDING,
  {
    signature: 'Len(string): int',
    description: 'Number of characters',
    perValue: true,
    call: (text: string) => BigInt(lengthOf(text)),
  },
  { signature: 'CRLF(): string', description: 'Carriage return and line feed', call: () => '\r\n' },
  ...Array.from(
    { length: 9 },
    (_, i): ExpressionFunction => ({
      signature: `Concatenate(${Array.from({ length: i + 2 }, () => 'string').join(', ')}): string`,
      description: 'The texts one after the other, as with +',
      call: (...texts: string[]) => texts.join(''),
    }),
  ),
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

// A start outside the text and a negative length give the whole text, as in MIM and Entra.
function middle(text: string, start: bigint, length: bigint): string {
  if (length === 0n) return ''
  if (length < 0n || start <= 0n || Number(start) > lengthOf(text)) return text
  const from = Number(start) - 1
  return slice(text, from, from + Number(length))
}

interface Padding {
  readonly length: bigint
  readonly filler: string
  readonly side: 'left' | 'right'
}

const LONGEST = 100_000n

function pad(text: string, { length, filler, side }: Padding): string {
  if (lengthOf(filler) !== 1) throw new Error(`the padding must be one character, found '${filler}'`)
  if (length > LONGEST) throw new Error(`a text cannot be padded to ${length} characters (at most ${LONGEST})`)
  // An absent text stays empty.
  if (text === '') return ''
  const missing = filler.repeat(Math.max(0, Number(length) - lengthOf(text)))
  return side === 'left' ? missing + text : text + missing
}
