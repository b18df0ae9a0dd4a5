/** How the bytes of a GUID are ordered in its text: the first three groups are little-endian ([MS-DTYP] 2.3.4). */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
const TEXT = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i

/** The text as directory tools print it, in lower case: `7854801e-3920-45d0-9806-b7d8ffb38592`. Undefined for what is not 16 bytes. */
export function guidText(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined || bytes.length !== 16) return undefined
  const hex = ORDER.map(i => (bytes[i] ?? 0).toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The bytes of a GUID's text; undefined when it is none. */
export function guidBytes(text: string): Buffer | undefined {
  const groups = TEXT.exec(text)
  if (groups === null) return undefined
  const printed = Buffer.from(groups.slice(1).join(''), 'hex')
  const bytes = Buffer.alloc(16)
  ORDER.forEach((at, i) => {
    bytes[at] = printed[i] ?? 0
  })
  return bytes
}
