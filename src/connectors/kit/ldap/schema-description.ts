/** One object class, attribute type or content rule of a schema (RFC 4512 section 4.1). */
export interface SchemaDescription {
  readonly oid: string
  readonly names: readonly string[]
  readonly superiors: readonly string[]
  /** Only of a content rule. */
  readonly auxiliaries: readonly string[]
  readonly kind: 'structural' | 'abstract' | 'auxiliary'
  readonly syntax: string | undefined
  readonly equality: string | undefined
  readonly singleValue: boolean
  readonly must: readonly string[]
  readonly may: readonly string[]
}

const TOKEN = /'((?:[^'\\]|\\.)*)'|[()$]|[^\s()$']+/g
const KEYWORDS_WITH_LIST = new Set(['NAME', 'SUP', 'AUX', 'MUST', 'MAY', 'NOT'])
const KEYWORDS_WITH_VALUE = new Set(['SYNTAX', 'DESC', 'EQUALITY', 'ORDERING', 'SUBSTR', 'USAGE'])

/** Reads a description such as `( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) )`. What it does not know it skips. */
export function parseDescription(text: string): SchemaDescription {
  const tokens = [...text.matchAll(TOKEN)].map(match => match[1] ?? match[0])
  const lists = new Map<string, string[]>()
  const flags = new Set<string>()
  let at = 2 // the opening parenthesis and the number
  while (at < tokens.length) {
    const word = tokens[at++] ?? ''
    if (KEYWORDS_WITH_LIST.has(word) || KEYWORDS_WITH_VALUE.has(word) || word.startsWith('X-')) {
      const { values, next } = listAt(tokens, at)
      lists.set(word, values)
      at = next
    } else flags.add(word)
  }
  const listOf = (word: string) => lists.get(word) ?? []
  return {
    oid: tokens[1] ?? '',
    names: listOf('NAME'),
    superiors: listOf('SUP'),
    auxiliaries: listOf('AUX'),
    kind: flags.has('ABSTRACT') ? 'abstract' : flags.has('AUXILIARY') ? 'auxiliary' : 'structural',
    // A length in braces is advice only.
    syntax: listOf('SYNTAX')[0]?.replace(/\{\d+\}$/, ''),
    equality: listOf('EQUALITY')[0],
    singleValue: flags.has('SINGLE-VALUE'),
    must: listOf('MUST'),
    may: listOf('MAY'),
  }
}

function listAt(tokens: readonly string[], at: number): { values: string[]; next: number } {
  if (tokens[at] !== '(') return { values: tokens.slice(at, at + 1), next: at + 1 }
  const end = tokens.indexOf(')', at)
  const close = end < 0 ? tokens.length : end
  return { values: tokens.slice(at + 1, close).filter(token => token !== '$'), next: close + 1 }
}
