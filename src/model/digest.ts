import { createHash } from 'node:crypto'
import { sameValues, type Value, type Values } from './value.js'

/** Begins the digest of a binary value, in place of the value; no base64 begins so. */
export const DIGEST = 'sha256:'

/** The digest of a binary value's bytes. A digest is its own. */
export function digestOf(value: Value): Value {
  return value.startsWith(DIGEST)
    ? value
    : `${DIGEST}${createHash('sha256').update(Buffer.from(value, 'base64')).digest('hex')}`
}

/** Whether a source that gives binary values by their digests shows these values. */
export function sameBinary(found: Values, wanted: Values): boolean {
  if (sameValues(found, wanted)) return true
  if (found.length !== wanted.length || !found.some(value => value.startsWith(DIGEST))) return false
  return sameValues(found.map(digestOf), wanted.map(digestOf))
}
