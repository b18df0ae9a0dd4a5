import { TextDecoder } from 'node:util'
import type { ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Values } from '../../model/value.js'
import { decodeText, isBase64 } from '../kit/value.js'
import type { LdifLine } from './ldif-reader.js'

/** One `name: value` of a record. A text still holds one byte per character. */
export interface LdifPair {
  /** As written, options included. */
  readonly description: string
  /** In lower case, without `;binary`. Other options stay: `cn;lang-de` is not `cn`. */
  readonly key: string
  readonly value: string | Buffer
  readonly line: number
}

export interface LdifTrouble {
  readonly code: ProblemCode
  readonly message: string
  readonly line: number
}

const DESCRIPTION = /^[A-Za-z0-9][A-Za-z0-9.-]*(;[A-Za-z0-9=*-]+)*$/
const BEYOND_ASCII = /[\x80-\xff]/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads a line as `name: text`, `name:: base64`; a URL (`name:< …`) is refused, for a record must not open other files. */
export function pairOf({ text, number: line }: LdifLine): LdifPair | LdifTrouble {
  const colon = text.indexOf(':')
  const description = text.slice(0, Math.max(colon, 0)).trimEnd()
  if (colon < 0 || !DESCRIPTION.test(description)) {
    return { code: 'parse-error', message: `"${text.slice(0, 60)}" is no "name: value".`, line }
  }
  const key = description.toLowerCase().replace(';binary', '')
  const sign = text[colon + 1]
  if (sign === '<') {
    return {
      code: 'parse-error',
      message: `${description} refers to a URL; only values in the file itself are read.`,
      line,
    }
  }
  if (sign !== ':') return { description, key, value: text.slice(colon + 1).replace(/^ +/, ''), line }
  const encoded = text.slice(colon + 2).trim()
  if (!isBase64(encoded))
    return { code: 'invalid-base64-value', message: `The value of ${description} is no base64.`, line }
  return { description, key, value: Buffer.from(encoded, 'base64'), line }
}

/** The text of a value, or undefined when its bytes are no UTF-8. */
export function textOfValue(value: string | Buffer): string | undefined {
  if (typeof value === 'string' && !BEYOND_ASCII.test(value)) return value
  try {
    return utf8.decode(typeof value === 'string' ? Buffer.from(value, 'latin1') : value)
  } catch {
    return undefined
  }
}

/** The canonical values of one attribute, or what is wrong with one. */
export function decodePairs(definition: AttributeDefinition, pairs: readonly LdifPair[]): Values | LdifTrouble {
  const { type, name, multivalued } = definition
  const [first, second] = pairs
  if (second !== undefined && !multivalued) {
    return {
      code: 'multi-single-mismatch',
      message: `${name} is single-valued and has ${pairs.length} values.`,
      line: second.line,
    }
  }
  const values: string[] = []
  for (const { value, line } of pairs) {
    if (type === 'binary') {
      values.push((typeof value === 'string' ? Buffer.from(value, 'latin1') : value).toString('base64'))
      continue
    }
    const text = textOfValue(value)
    if (text === undefined) {
      const message = `A value of ${name} is no UTF-8 text. If the attribute holds bytes, declare it binary.`
      return { code: 'invalid-attribute-value', message, line }
    }
    const decoded = decodeText(type, text)
    if (!decoded.ok)
      return { code: decoded.code, message: `The value ${text} of ${name} does not fit the type ${type}.`, line }
    values.push(decoded.value)
  }
  return first === undefined ? [] : values
}

export const isTrouble = <T extends object>(result: T | LdifTrouble): result is LdifTrouble =>
  'message' in result && 'code' in result
