import type { Certificate } from './certificate.js'
import { children, type Element, readElement } from './der.js'
import { type AlternativeKind, alternativeName, partOf } from './names.js'

const COMMON_NAME = '2.5.4.3'
const EMAIL = '1.2.840.113549.1.9.1'
/** What stands for a name without a common name, in this order: unit, organization, mail. */
const SIMPLE = [COMMON_NAME, '2.5.4.11', '2.5.4.10', EMAIL]
const ALTERNATIVE = { subject: '2.5.29.17', issuer: '2.5.29.18' } as const

/** .NET's X509NameType: the parts of the name and of the alternative names that answer it. */
const TYPES: Readonly<Record<string, { readonly alternative?: AlternativeKind; readonly parts: readonly string[] }>> = {
  simplename: { parts: SIMPLE },
  emailname: { alternative: 'email', parts: [EMAIL] },
  upnname: { alternative: 'upn', parts: [] },
  dnsname: { alternative: 'dns', parts: [COMMON_NAME] },
  dnsfromalternativename: { alternative: 'dns', parts: [] },
  urlname: { alternative: 'url', parts: [] },
}

/** One piece of the subject's or the issuer's name; empty when the certificate does not say it. */
export function nameInfo(certificate: Certificate, type: string, ofIssuer: boolean): string {
  const wanted = TYPES[type.toLowerCase()]
  if (wanted === undefined)
    throw new Error(
      `a name is SimpleName, EmailName, UpnName, DnsName, DnsFromAlternativeName or UrlName, found '${type}'`,
    )
  const side = ofIssuer ? 'issuer' : 'subject'
  const other = wanted.alternative && alternativeName(alternativeNames(certificate, side), wanted.alternative)
  if (other !== undefined) return other
  for (const oid of wanted.parts) {
    const part = partOf(certificate[side], oid)
    if (part !== undefined) return part
  }
  return ''
}

function alternativeNames({ extensions }: Certificate, side: 'subject' | 'issuer'): Element[] {
  const extension = extensions.find(each => each.oid === ALTERNATIVE[side])
  return extension === undefined ? [] : children(readElement(extension.value))
}
