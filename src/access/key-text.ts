import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * A key as people hold it: `hub_<prefix>_<secret>`. The prefix finds its row and may be shown; the secret is 256 random bits,
 * of which only the SHA-256 is kept.
 */
export interface KeyText {
  readonly prefix: string
  readonly secret: string
}

const FORM = /^hub_([0-9a-f]{10})_([A-Za-z0-9_-]{43})$/

export function newKeyText(): KeyText {
  return { prefix: randomBytes(5).toString('hex'), secret: randomBytes(32).toString('base64url') }
}

export const printKey = ({ prefix, secret }: KeyText): string => `hub_${prefix}_${secret}`

export function parseKey(text: string): KeyText | undefined {
  const [, prefix, secret] = FORM.exec(text) ?? []
  return prefix === undefined || secret === undefined ? undefined : { prefix, secret }
}

export const secretHash = (secret: string): string => hash('sha256', secret, 'hex')

/** Compares in a time that tells nothing. Both are hexadecimal SHA-256. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]
  return left.length === right.length && timingSafeEqual(left, right)
}
