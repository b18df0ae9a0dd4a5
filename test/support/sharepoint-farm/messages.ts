import sax from 'sax'

/** An element of a SOAP message with its namespaces resolved. */
export interface XmlElement {
  readonly name: string
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: XmlElement[]
  text: string
  /** Prefixes in scope. */
  readonly prefixes: Readonly<Record<string, string>>
}

interface XmlAttribute {
  readonly name: string
  readonly namespace: string
  readonly value: string
}

export const SOAP_ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
export const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema'
export const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** What is wrong with a request; the server answers it with a fault of the client's. */
export class BadMessage extends Error {}

/** Reads a document. @throws BadMessage when it is not well-formed */
export function parseXml(text: string): XmlElement {
  const parser = sax.parser(true, { xmlns: true })
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  parser.onerror = error => {
    throw new BadMessage(`The document is not well-formed: ${error.message}`)
  }
  parser.onopentag = tag => {
    const { local, uri, attributes, ns } = tag as sax.QualifiedTag
    const element: XmlElement = {
      name: local,
      namespace: uri,
      attributes: Object.values(attributes)
        .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
        .map(attribute => ({ name: attribute.local, namespace: attribute.uri, value: attribute.value })),
      children: [],
      text: '',
      prefixes: inScope(ns),
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  }
  parser.ontext = value => {
    const current = open.at(-1)
    if (current !== undefined) current.text += value
  }
  parser.onclosetag = () => {
    open.pop()
  }
  parser.write(text).close()
  if (root === undefined) throw new BadMessage('The document is empty.')
  return root
}

// sax keeps the scopes as a chain of prototypes.
function inScope(ns: Record<string, string>): Record<string, string> {
  const all: Record<string, string> = {}
  for (const prefix in ns) all[prefix] = ns[prefix] ?? ''
  return all
}

/** The one element in the body of an envelope. */
export function bodyOf(document: XmlElement): XmlElement {
  if (document.name !== 'Envelope' || document.namespace !== SOAP_ENVELOPE)
    throw new BadMessage('There is no SOAP 1.1 envelope.')
  const body = document.children.find(child => child.name === 'Body' && child.namespace === SOAP_ENVELOPE)
  const [content, ...more] = body?.children ?? []
  if (content === undefined || more.length > 0) throw new BadMessage('The body must hold one element.')
  return content
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r]/g, character => `&#${character.charCodeAt(0)};`)

export const envelope = (content: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP_ENVELOPE}" xmlns:xsi="${XML_SCHEMA_INSTANCE}" xmlns:xsd="${XML_SCHEMA}"><soap:Body>${content}</soap:Body></soap:Envelope>`

/** A fault as ASP.NET writes it. */
export const faultBody = (code: 'Client' | 'Server', text: string): string =>
  envelope(
    `<soap:Fault><faultcode>soap:${code}</faultcode><faultstring>${escapeXml(text)}</faultstring><detail /></soap:Fault>`,
  )
