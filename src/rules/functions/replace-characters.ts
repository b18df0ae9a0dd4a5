import { lengthOf } from './characters.js'

interface Held {
  readonly pattern: string
  readonly map: ReadonlyMap<string, string>
}

// A rule has one pattern for all its objects.
let last: Held | undefined

/** Replaces characters by the map `source:target,source:target,…`; a target may be empty. */
export function replaceCharacters(text: string, pattern: string): string {
  if (last?.pattern !== pattern) last = { pattern, map: mapOf(pattern) }
  const { map } = last
  let result = ''
  for (const character of text) result += map.get(character) ?? character
  return result
}

function mapOf(pattern: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const pair of pattern.replace(/\s/gu, '').split(',')) {
    const [source = '', target, more] = pair.split(':')
    if (lengthOf(source) !== 1 || target === undefined || more !== undefined)
      throw new Error(`the map of ReplaceChars is ö:oe,ß:ss, with one character before each colon; found '${pair}'`)
    map.set(source, target)
  }
  return map
}
