/**
 * The bytes of a binary value, which is base64 text in expressions.
 * @throws Error when it is no base64
 */
export function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, ''))
    throw new Error('the value is no base64, which binary values are')
  return bytes
}

/** A binary value as base64 text. */
export const base64Of = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
