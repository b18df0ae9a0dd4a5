import type { Cell } from './statement.js'

/** The values of an object's key columns, in their order; none of them null. */
export type Key = readonly string[]

const SPECIAL = /[\\|]/
const PART = /((?:[^\\|]|\\[\s\S])*)(\||$)/y

/** The anchor of an object: the entry it is of and its key, so that keys of different tables never meet. `person|17`. */
export const anchorOf = (entry: string, key: Key): string => joinParts([entry, ...key])

/** The key behind an anchor of this entry; undefined when it is of another entry, or no anchor. */
export function keyOfAnchor(entry: string, anchor: string, columns: number): Key | undefined {
  const [first, ...key] = splitParts(anchor)
  return first === entry && key.length === columns ? key : undefined
}

/** A key as one text, also as the name of an object that has no other. */
export const joinParts = (parts: readonly string[]): string =>
  parts.length === 1 ? escaped(parts[0] ?? '') : parts.map(escaped).join('|')

// Called for every value: most keys are numbers.
const escaped = (part: string): string => (SPECIAL.test(part) ? part.replace(/[\\|]/g, '\\$&') : part)

export function splitParts(text: string): string[] {
  const parts: string[] = []
  PART.lastIndex = 0
  for (let match = PART.exec(text); match !== null; match = PART.exec(text)) {
    parts.push((match[1] ?? '').replace(/\\([\s\S])/g, '$1'))
    if (match[2] === '') break
  }
  return parts
}

/** The key in a row; undefined when a part is null. */
export function keyOf(row: readonly Cell[], places: readonly number[]): Key | undefined {
  const key: string[] = []
  for (const place of places) {
    const cell = row[place] ?? null
    if (cell === null) return undefined
    key.push(cell)
  }
  return key
}
