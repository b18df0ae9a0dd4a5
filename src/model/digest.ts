import { createHash } from 'node:crypto'
import type { Value } from './value.js'

/** Begins the digest of a value where the value itself is not read back ({@link AttributeDefinition.digest}). */
export const DIGEST = 'sha256:'

/** The digest of a value: of its bytes, for binary ones. A digest is its own. */
export function digestOf(value: Value): Value {
  return value.startsWith(DIGEST)
    ? value
    : `${DIGEST}${createHash('sha256').update(Buffer.from(value, 'base64')).digest('hex')}`
}
