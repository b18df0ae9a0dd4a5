import { TextDecoder } from 'node:util'
import type { ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Values } from '../../model/value.js'
import { decodeText } from '../kit/value.js'

/** One `name: value` of a record. A text still holds one byte per character. */
export interface EntryPair {
  /** As written, options included. */
  readonly description: string
  /** In lower case, without `;binary`. Other options stay: `cn;lang-de` is not `cn`. */
  readonly key: string
  readonly value: string | Buffer
  readonly line: number
}

export interface EntryTrouble {
  readonly code: ProblemCode
  readonly message: string
  readonly line: number
}

const BEYOND_ASCII = /[\x80-\xff]/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

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
export function decodePairs(definition: AttributeDefinition, pairs: readonly EntryPair[]): Values | EntryTrouble {
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

export const isTrouble = <T extends object>(result: T | EntryTrouble): result is EntryTrouble =>
  'message' in result && 'code' in result
