import type { AttributeType, Values } from '../model/value.js'

/** What an expression gives, as far as the type check can tell. */
export interface ResultType {
  readonly type: AttributeType | 'anything'
  readonly multivalued: boolean
}

const CANONICAL: Readonly<Record<string, AttributeType | 'anything'>> = {
  string: 'string',
  int: 'number',
  uint: 'number',
  bool: 'boolean',
  bytes: 'binary',
  dyn: 'anything',
  null: 'anything',
}

/** Reads a CEL type's name. Undefined for types that no attribute can hold. */
export function resultType(celType: string): ResultType | undefined {
  const inner = /^dyn<(.*)>$/.exec(celType)?.[1] ?? celType
  if (inner === 'list') return { type: 'anything', multivalued: true }
  const item = /^list<(.*)>$/.exec(inner)?.[1]
  if (item !== undefined) {
    const type = /^[A-Z]$/.test(item) ? 'anything' : CANONICAL[item]
    return type === undefined ? undefined : { type, multivalued: true }
  }
  // A lone capital is a type that is still open: an expression that can give nothing but null.
  const type = /^[A-Z]$/.test(inner) ? 'anything' : CANONICAL[inner]
  return type === undefined ? undefined : { type, multivalued: false }
}

/** Whether values of one type can go where another is expected. Text takes binary, which is base64 text in expressions. */
export function fits(given: ResultType['type'], expected: AttributeType): boolean {
  if (given === 'anything' || given === expected) return true
  return expected === 'binary' && given === 'string'
}

/** Canonical values of a result; undefined when there is none. Null and empty texts are no values. Throws on what cannot be a value. */
export function resultValues(result: unknown): Values | undefined {
  if (typeof result === 'string') return result === '' ? undefined : [result]
  if (Array.isArray(result) || result instanceof Set) {
    const values = new Set<string>()
    for (const item of result) {
      const value = canonical(item)
      if (value !== undefined && value !== '') values.add(value)
    }
    return values.size === 0 ? undefined : [...values]
  }
  const value = canonical(result)
  return value === undefined || value === '' ? undefined : [value]
}

function canonical(item: unknown): string | undefined {
  if (typeof item === 'string') return item
  if (typeof item === 'bigint') return item.toString()
  if (typeof item === 'boolean') return item ? 'true' : 'false'
  if (item === null || item === undefined) return undefined
  if (item instanceof Uint8Array) return base64(item)
  if (typeof item === 'number' && Number.isSafeInteger(item)) return item.toString()
  throw new TypeError(`it gives ${describe(item)}, which is no attribute value`)
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function describe(item: unknown): string {
  if (typeof item === 'number') return `the fraction ${item}`
  return item instanceof Date
    ? 'a point in time (write string(…))'
    : `a ${typeof item === 'object' ? 'map' : typeof item}`
}
