import { unescapeDnValue } from '../../model/dn.js'

/** The attribute types and unescaped values of a name's first component: `cn=a\,b+uid=1` → `[['cn', 'a,b'], ['uid', '1']]`. */
export function rdnPairs(rdn: string): [type: string, value: string][] {
  return splitAtPlus(rdn).map(part => {
    const equals = part.indexOf('=')
    return [part.slice(0, equals).trim(), unescapeDnValue(trimmed(part.slice(equals + 1)))]
  })
}

/** A component or its value without the spaces around it; an escaped space at the end belongs to it. */
export function trimmed(text: string): string {
  const right = text.trimEnd()
  return (right.endsWith('\\') && right.length < text.length ? `${right} ` : right).trimStart()
}

function splitAtPlus(rdn: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < rdn.length; i++) {
    if (rdn[i] === '\\') i++
    else if (rdn[i] === '+') {
      parts.push(rdn.slice(start, i))
      start = i + 1
    }
  }
  parts.push(rdn.slice(start))
  return parts
}
