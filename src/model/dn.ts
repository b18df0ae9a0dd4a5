/**
 * Distinguished names as keys (RFC 4514). Two spellings of one name (case, spaces around separators, escapes)
 * have the same {@link dnKey}; names that are no LDAP names (a flat file's keys) compare without case.
 */

/** Splits a name at its unescaped commas, leaving escapes in place. A flat name has one component. */
export function splitDn(dn: string): string[] {
  return splitUnescaped(dn, ',')
}

function splitUnescaped(text: string, separator: string): string[] {
  if (!text.includes('\\')) return text.split(separator)
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === separator) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

/** The name of the object above, or undefined at the root. */
export function parentDn(dn: string): string | undefined {
  const parts = splitDn(dn)
  return parts.length > 1 ? parts.slice(1).join(',').trimStart() : undefined
}

/** The first component of a name, as written. */
export const rdnOf = (dn: string): string => splitDn(dn)[0] ?? dn

/** How many components a name has: the root's children are 1 deep. */
export const depthOf = (dn: string): number => splitDn(dn).length

const PLAIN = /^[a-z0-9=,._@/:-]*$/

/** The normal form of a name, for comparing: lower case, no spaces around separators, escapes in one spelling. */
export function dnKey(dn: string): string {
  const lower = dn.toLowerCase()
  if (PLAIN.test(lower)) return lower
  if (!lower.includes('=')) return lower.normalize('NFC')
  return splitDn(lower).map(normalRdn).join(',').normalize('NFC')
}

// The parts of a multi-valued RDN have no order. A plus that no `type=` follows is no separator.
function normalRdn(rdn: string): string {
  const parts = splitUnescaped(rdn, '+')
  return parts.every(part => part.includes('=')) ? parts.map(normalPart).sort().join('+') : normalPart(rdn)
}

function normalPart(rdn: string): string {
  const equals = rdn.indexOf('=')
  if (equals < 0) return rdn.trim()
  return `${rdn.slice(0, equals).trim()}=${normalValue(rdn.slice(equals + 1))}`
}

// Escapes are undone to bytes and re-made in one way, so that `\2C`, `\,` and `\2c` meet.
function normalValue(text: string): string {
  const value = unescapeDnValue(trimUnescaped(text)).replace(/ {2,}/g, ' ')
  // Composed before it is escaped: some letters are composed of characters that need an escape.
  return escapeDnValue(value.toLowerCase().normalize('NFC'))
}

function trimUnescaped(text: string): string {
  const left = text.trimStart()
  const right = left.trimEnd()
  // Behind an odd number of backslashes the space is part of the value.
  return /(?<!\\)(?:\\\\)*\\$/.test(right) && right.length < left.length ? `${right} ` : right
}

/** The text behind an RDN value's escapes (RFC 4514 section 3). */
export function unescapeDnValue(text: string): string {
  if (!text.includes('\\')) return text
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      const point = text.codePointAt(i) as number
      bytes.push(...encoder.encode(String.fromCodePoint(point)))
      if (point > 0xffff) i++
      continue
    }
    const hex = text.slice(i + 1, i + 3)
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      i += 2
    } else {
      i += 1
      bytes.push(...encoder.encode(text[i] ?? ''))
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** Escapes a text for use as an RDN value (RFC 4514 section 2.4). */
export function escapeDnValue(text: string): string {
  const escaped = text.replace(/[\\",+<>;=]/g, '\\$&').replaceAll('\0', '\\00')
  const tail = escaped.length > 1 && escaped.endsWith(' ') ? `${escaped.slice(0, -1)}\\ ` : escaped
  return /^[ #]/.test(tail) ? `\\${tail}` : tail
}

/** Whether a name is well-formed: every component `type=value`, or a flat name without any `=`. */
export function isValidDn(dn: string): boolean {
  if (dn.trim() === '') return false
  const parts = splitDn(dn)
  if (!dn.includes('=')) return true
  return parts.every(part => /^\s*[^=\s][^=]*=/.test(part))
}
