import type { ProblemCode } from '../../model/problem.js'
import type { AttributeType, Value } from '../../model/value.js'

/** A source's text read as a value of a type, or what is wrong with it. */
export type Decoded = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: ProblemCode }

const BOOLEANS: ReadonlyMap<string, Value> = new Map([
  ['true', 'true'],
  ['yes', 'true'],
  ['1', 'true'],
  ['false', 'false'],
  ['no', 'false'],
  ['0', 'false'],
])
const CANONICAL_NUMBER = /^(0|-?[1-9]\d*)$/
const NUMBER = /^[+-]?\d+$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Reads text in canonical form: `TRUE`, `yes` and `1` become `true`; `+007` becomes `7`; base64 is checked. */
export function decodeText(type: AttributeType, text: string): Decoded {
  if (type === 'number') return decodeNumber(text)
  if (type === 'boolean') {
    const value = BOOLEANS.get(text.trim().toLowerCase())
    return value === undefined ? { ok: false, code: 'invalid-boolean-value' } : { ok: true, value }
  }
  if (type === 'binary' && !isBase64(text)) return { ok: false, code: 'invalid-base64-value' }
  return { ok: true, value: text }
}

/** Whether the text is base64 in its one canonical spelling: padded, no white space, no spare bits. */
export function isBase64(text: string): boolean {
  return BASE64.test(text) && (!text.endsWith('=') || Buffer.from(text, 'base64').toString('base64') === text)
}

function decodeNumber(text: string): Decoded {
  if (CANONICAL_NUMBER.test(text)) return { ok: true, value: text }
  const trimmed = text.trim()
  if (!NUMBER.test(trimmed)) return { ok: false, code: 'invalid-numeric-value' }
  return { ok: true, value: BigInt(trimmed.replace('+', '')).toString() }
}
