const TEXT = /^S-1-(\d+)((?:-\d+)*)$/i
const MOST_PARTS = 15

/** The text of a security identifier ([MS-DTYP] 2.4.2): `S-1-5-21-…-513`. Undefined for what is none. */
export function sidText(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined || bytes.length < 8 || bytes[0] !== 1) return undefined
  const count = bytes[1] ?? 0
  if (count > MOST_PARTS || bytes.length !== 8 + 4 * count) return undefined
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i))
  return ['S-1', bytes.readUIntBE(2, 6), ...parts].join('-')
}

/** The bytes of a security identifier's text; undefined when it is none. */
export function sidBytes(text: string): Buffer | undefined {
  const match = TEXT.exec(text)
  if (match === null) return undefined
  const parts = (match[2] ?? '').split('-').slice(1).map(Number)
  const authority = Number(match[1])
  if (parts.length > MOST_PARTS || authority > 0xffff_ffff_ffff || parts.some(part => part > 0xffff_ffff)) {
    return undefined
  }
  const bytes = Buffer.alloc(8 + 4 * parts.length)
  bytes[0] = 1
  bytes[1] = parts.length
  bytes.writeUIntBE(authority, 2, 6)
  parts.forEach((part, i) => {
    bytes.writeUInt32LE(part, 8 + 4 * i)
  })
  return bytes
}
