/** One element of DER (X.690): a tag, and its content. */
export interface Element {
  readonly tag: number
  /** Tag, length and content. */
  readonly whole: Buffer
  readonly content: Buffer
}

export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
} as const

/** Reads the element that begins the bytes. @throws Error when they are no DER */
export function readElement(bytes: Buffer): Element {
  const tag = bytes[0]
  const first = bytes[1]
  if (tag === undefined || first === undefined) throw malformed()
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) throw malformed()
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  const end = 2 + lengthBytes + length
  if (end > bytes.length) throw malformed()
  return { tag, whole: bytes.subarray(0, end), content: bytes.subarray(2 + lengthBytes, end) }
}

/** The elements within an element. */
export function children({ content }: Element): Element[] {
  const elements: Element[] = []
  for (let rest = content; rest.length > 0; rest = rest.subarray(elements.at(-1)?.whole.length ?? 0))
    elements.push(readElement(rest))
  return elements
}

/** A child that must be there, perhaps of a certain tag. */
export function child(elements: readonly Element[], index: number, tag?: number): Element {
  const found = elements[index]
  if (found === undefined || (tag !== undefined && found.tag !== tag)) throw malformed()
  return found
}

/** An object identifier in dots. */
export function oidOf({ tag, content }: Element): string {
  if (tag !== TAG.oid || content.length === 0) throw malformed()
  const parts: bigint[] = []
  let part = 0n
  for (const byte of content) {
    part = (part << 7n) | BigInt(byte & 0x7f)
    if (byte >= 0x80) continue
    parts.push(part)
    part = 0n
  }
  const [first = 0n, ...rest] = parts
  const top = first < 80n ? first / 40n : 2n
  return [top, first - top * 40n, ...rest].join('.')
}

/** The text of a string of any kind. */
export function textOf({ tag, content }: Element): string {
  if (tag === 0x1e) return Buffer.from(content).swap16().toString('utf16le')
  // T.61 is Latin-1 in practice.
  return content.toString(tag === 0x14 ? 'latin1' : 'utf8')
}

/** A point in time (RFC 5280 4.1.2.5): two digits of a year from 50 are those of the 20th century. */
export function timeOf(element: Element): Date {
  const text = element.content.toString('latin1')
  const full = element.tag === TAG.utcTime ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text
  const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/.exec(full) ?? []
  if (year === undefined) throw malformed()
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds ?? '00'}Z`)
}

const malformed = (): Error => new Error('the value is no X.509 certificate')
