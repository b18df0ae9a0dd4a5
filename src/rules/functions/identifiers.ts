import { base64Of, bytesOf } from './bytes.js'

const GUID = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i

export const isGuid = (text: string): boolean => GUID.test(text) && text.startsWith('{') === text.endsWith('}')

/** A GUID in the order of bytes that Windows and Active Directory use: the first three groups backwards. */
export function guidToBinary(text: string): string {
  if (!isGuid(text)) throw new Error(`'${text}' is no GUID (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)`)
  return base64Of(swapped(Buffer.from(text.replace(/[{}-]/g, ''), 'hex')))
}

/** The text of an `objectGUID`, in lower case. */
export function guidToText(binary: string): string {
  const bytes = bytesOf(binary)
  if (bytes.length !== 16) throw new Error(`a GUID has 16 bytes, found ${bytes.length}`)
  const hex = swapped(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
const swapped = (bytes: Buffer): Buffer => Buffer.from(ORDER.map(from => bytes[from] ?? 0))

/** The text of an `objectSid`: `S-1-5-21-…` ([MS-DTYP] 2.4.2: the authority big-endian, the rest little-endian). */
export function sidToText(binary: string): string {
  const bytes = bytesOf(binary)
  const count = bytes[1] ?? 0
  if (bytes.length < 8 || bytes[0] !== 1 || count > 15 || bytes.length !== 8 + 4 * count)
    throw new Error('the value is no security identifier')
  const authority = bytes.readUIntBE(2, 6)
  const shown = authority < 2 ** 32 ? `${authority}` : `0x${authority.toString(16).padStart(12, '0')}`
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i))
  return ['S', bytes[0], shown, ...parts].join('-')
}
