import { child, children, type Element, oidOf, TAG, textOf } from './der.js'

/** One attribute of a certificate's name. */
export interface NamePart {
  readonly oid: string
  readonly value: string
  /** Whether it stands in one component with the one before it. */
  readonly joined: boolean
}

/** Short names as Windows writes them; others are written as `OID.…`. */
const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'S',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '2.5.4.42': 'G',
  '2.5.4.43': 'I',
  '1.2.840.113549.1.9.1': 'E',
  '0.9.2342.19200300.100.1.25': 'DC',
}

export function nameParts(name: Element): NamePart[] {
  return children(name).flatMap(component =>
    children(component).map((pair, i): NamePart => {
      const parts = children(pair)
      return { oid: oidOf(child(parts, 0)), value: textOf(child(parts, 1)), joined: i > 0 }
    }),
  )
}

/** A name as Windows shows it: the most specific component first. */
export function nameText(parts: readonly NamePart[]): string {
  const components: string[] = []
  for (const { oid, value, joined } of parts) {
    const text = `${SHORT[oid] ?? `OID.${oid}`}=${quoted(value)}`
    if (joined) components[components.length - 1] += ` + ${text}`
    else components.push(text)
  }
  return components.reverse().join(', ')
}

const quoted = (value: string): string =>
  /[,+"\n<>;#=]|^\s|\s$/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value

/** The last attribute of a kind: the most specific one. */
export const partOf = (parts: readonly NamePart[], oid: string): string | undefined =>
  parts.findLast(part => part.oid === oid)?.value

/** What an alternative name (RFC 5280 4.2.1.6) says of one kind. */
export type AlternativeKind = 'email' | 'dns' | 'url' | 'upn'

const TAGS = { email: 0x81, dns: 0x82, url: 0x86, upn: 0xa0 } as const
const UPN = '1.3.6.1.4.1.311.20.2.3'

export function alternativeName(names: readonly Element[], kind: AlternativeKind): string | undefined {
  for (const name of names) {
    if (name.tag !== TAGS[kind]) continue
    if (kind !== 'upn') return name.content.toString('utf8')
    const [type, value] = children(name)
    if (type?.tag === TAG.oid && oidOf(type) === UPN && value !== undefined) return textOf(child(children(value), 0))
  }
  return undefined
}
