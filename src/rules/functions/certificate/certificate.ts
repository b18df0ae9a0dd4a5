import { bytesOf } from '../bytes.js'
import { child, children, type Element, oidOf, readElement, TAG, timeOf } from './der.js'
import { type NamePart, nameParts } from './names.js'

export interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Buffer
}

/**
 * What a certificate says (RFC 5280 4.1). Nothing is verified. Read by hand: the core stays pure, and Node's own reader does not tell
 * the algorithms' parameters, which extensions are critical, or the OIDs of names.
 */
export interface Certificate {
  readonly bytes: Buffer
  readonly version: number
  readonly serialNumber: Buffer
  readonly signatureAlgorithm: string
  readonly issuer: readonly NamePart[]
  readonly subject: readonly NamePart[]
  readonly notBefore: Date
  readonly notAfter: Date
  readonly keyAlgorithm: string
  /** As DER; undefined when there are none. */
  readonly keyParameters: Element | undefined
  readonly extensions: readonly Extension[]
}

/**
 * Reads a certificate: a binary value with DER, or with the text of a PEM file.
 * @throws Error when it is none
 */
export function readCertificate(value: string): Certificate {
  const element = readElement(derOf(bytesOf(value)))
  const outer = children(child([element], 0, TAG.sequence))
  const fields = children(child(outer, 0, TAG.sequence))
  // The version may be left out, which means 1.
  const explicit = fields[0]?.tag === 0xa0 ? 1 : 0
  const at = (index: number, tag?: number) => child(fields, index + explicit, tag)
  const [notBefore, notAfter] = [0, 1].map(i => timeOf(child(children(at(3, TAG.sequence)), i))) as [Date, Date]
  const algorithm = children(child(children(at(5, TAG.sequence)), 0, TAG.sequence))
  return {
    bytes: element.whole,
    version: explicit === 1 ? (child(children(child(fields, 0)), 0, TAG.integer).content[0] ?? 0) + 1 : 1,
    serialNumber: at(0, TAG.integer).content,
    signatureAlgorithm: oidOf(child(children(child(outer, 1, TAG.sequence)), 0)),
    issuer: nameParts(at(2, TAG.sequence)),
    subject: nameParts(at(4, TAG.sequence)),
    notBefore,
    notAfter,
    keyAlgorithm: oidOf(child(algorithm, 0)),
    keyParameters: algorithm[1],
    extensions: fields.filter(field => field.tag === 0xa3).flatMap(extensionsOf),
  }
}

function derOf(bytes: Buffer): Buffer {
  if (bytes[0] === TAG.sequence) return bytes
  const text = bytes.toString('latin1')
  const body = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(text)?.[1] ?? text
  return Buffer.from(body, 'base64')
}

function extensionsOf(field: Element): Extension[] {
  return children(child(children(field), 0, TAG.sequence)).map(element => {
    const parts = children(element)
    const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] !== 0
    const value = child(parts, parts[1]?.tag === TAG.boolean ? 2 : 1, TAG.octetString).content
    return { oid: oidOf(child(parts, 0)), critical, value }
  })
}
