import { lengthOf, positionOf, unitOf } from './characters.js'
import type { ExpressionFunction } from './function.js'
import { replaceCharacters } from './replace-characters.js'

const COMPARISONS = { vbbinarycompare: false, vbtextcompare: true } as const

/** Functions that find and replace within a text. */
export const SEARCH: readonly ExpressionFunction[] = [
  ...searching('InStr', 'first', inStr),
  ...searching('InStrRev', 'last', inStrRev),
  {
    signature: 'Replace(string, string, string): string',
    aliases: ['ReplaceString'],
    description: 'Every occurrence replaced',
    perValue: true,
    call: replace,
  },
  {
    signature: 'ReplaceChars(string, string): string',
    description: "Characters replaced by a map such as 'ö:oe,ß:ss'",
    perValue: true,
    call: replaceCharacters,
  },
  {
    signature: 'Word(string, int, string): string',
    description: 'The word at a position (the first is 1); every character of the third text separates',
    absentIsEmpty: true,
    call: (text: string, number: bigint, delimiters: string) => {
      const separators = new Set(delimiters)
      return nth(splitAt(text, separators), number)
    },
  },
  {
    signature: 'Word(string, int): string',
    description: 'The word at a position (the first is 1), separated by white space',
    absentIsEmpty: true,
    call: (text: string, number: bigint) => nth(text.trim().split(/\s+/u), number),
  },
]

type Search = (text: string, wanted: string, start: bigint | undefined) => bigint

function searching(name: string, which: string, search: Search): ExpressionFunction[] {
  const description = `The position of the ${which} occurrence (the first is 1), or 0`
  return [
    {
      signature: `${name}(string, string): int`,
      description,
      call: (text: string, wanted: string) => search(text, wanted, undefined),
    },
    { signature: `${name}(string, string, int): int`, description: `${description}; from a position`, call: search },
    {
      signature: `${name}(string, string, int, string): int`,
      description: `${description}; from a position, with or without case`,
      call: (text: string, wanted: string, start: bigint, comparison: string) =>
        withoutCase(comparison) ? search(folded(text), folded(wanted), start) : search(text, wanted, start),
    },
  ]
}

// Letters whose other case has another length (ß, İ) keep their place.
const folded = (text: string): string =>
  [...text].map(letter => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter)).join('')

function withoutCase(comparison: string): boolean {
  const known = COMPARISONS[comparison.toLowerCase() as keyof typeof COMPARISONS]
  if (known === undefined) throw new Error(`a comparison is vbTextCompare or vbBinaryCompare, found '${comparison}'`)
  return known
}

function inStr(text: string, wanted: string, start: bigint | undefined): bigint {
  const from = startIn(start ?? 1n)
  if (from > lengthOf(text)) return 0n
  return positionOf(text, text.indexOf(wanted, unitOf(text, from - 1)))
}

// The search goes backwards from the start, which the match may not go beyond.
function inStrRev(text: string, wanted: string, start: bigint | undefined): bigint {
  const upTo = start === undefined ? text : text.slice(0, unitOf(text, startIn(start)))
  return positionOf(text, upTo.lastIndexOf(wanted))
}

function startIn(start: bigint): number {
  if (start < 1n) throw new Error(`a search starts at 1 or later, found ${start}`)
  return Number(start)
}

const MONIKERS = { '\\n': '\n', '\\r': '\r', '\\t': '\t' } as const
const unescaped = (text: string): string =>
  text.replace(/\\[nrt]/g, moniker => MONIKERS[moniker as keyof typeof MONIKERS])

function replace(text: string, search: string, replacement: string): string {
  const wanted = unescaped(search)
  return wanted === '' ? text : text.split(wanted).join(unescaped(replacement))
}

// Two delimiters in a row have an empty word between them, as in MIM.
function splitAt(text: string, separators: ReadonlySet<string>): string[] {
  const words = ['']
  for (const character of text) {
    if (separators.has(character)) words.push('')
    else words[words.length - 1] += character
  }
  return words
}

const nth = (words: readonly string[], number: bigint): string => words[Number(number) - 1] ?? ''
