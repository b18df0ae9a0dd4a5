import type { DirectoryEntry } from './directory-content.js'
import { canEncode, type Encoding } from './encoding.js'
import { type EntryPair, textOfValue } from './entry-value.js'

/** How a document names its elements. */
export interface DsmlVocabulary {
  readonly version: '1' | '2'
  /** `dsml:`, or empty. */
  readonly prefix: string
  /** The element of an object. */
  readonly element: string
  readonly encoding: Encoding
}

const BASE64_1 = ' encoding="base64"'
const BASE64_2 =
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:base64Binary"'
/** What XML 1.0 cannot hold, not even as a reference. */
const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Whether a text can stand in an XML document. */
export const isXmlText = (text: string): boolean => text.isWellFormed() && !NOT_XML.test(text)

/** An entry as an element, with the line end behind it. Bytes, and texts that XML cannot hold, become base64. */
export function printEntry({ dn, pairs }: DirectoryEntry, vocabulary: DsmlVocabulary): string {
  const { prefix, element, version, encoding } = vocabulary
  const parts = [...byDescription(pairs)].map(([description, values]) => {
    const isClass = version === '1' && description.toLowerCase() === 'objectclass'
    const [open, close, each] = isClass
      ? [`${prefix}objectclass`, `${prefix}objectclass`, `${prefix}oc-value`]
      : [`${prefix}attr name="${attribute(description, encoding)}"`, `${prefix}attr`, `${prefix}value`]
    return `<${open}>${values.map(value => printValue(value, each, vocabulary)).join('')}</${close}>`
  })
  const name = `${prefix}${element}`
  return `<${name} dn="${attribute(dn, encoding)}">${parts.join('')}</${name}>\n`
}

function printValue(value: EntryPair['value'], element: string, { version, encoding }: DsmlVocabulary): string {
  const text = textOfValue(value)
  if (text !== undefined && isXmlText(text)) return `<${element}>${content(text, encoding)}</${element}>`
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value
  return `<${element}${version === '1' ? BASE64_1 : BASE64_2}>${bytes.toString('base64')}</${element}>`
}

function byDescription(pairs: readonly EntryPair[]): ReadonlyMap<string, EntryPair['value'][]> {
  const found = new Map<string, EntryPair['value'][]>()
  for (const { description, value } of pairs) {
    const held = found.get(description)
    if (held === undefined) found.set(description, [value])
    else held.push(value)
  }
  return found
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const reference = (character: string) => ENTITIES[character] ?? `&#${character.codePointAt(0)};`

// A raw carriage return would be read as a line feed, and white space in an attribute as a space.
const content = (text: string, encoding: Encoding) => foreign(text.replace(/[&<>\r]/g, reference), encoding)
const attribute = (text: string, encoding: Encoding) => foreign(text.replace(/[&<>"\t\n\r]/g, reference), encoding)

/** The text with references for characters that the encoding lacks. */
function foreign(text: string, encoding: Encoding): string {
  if (canEncode(text, encoding)) return text
  return [...text].map(character => (canEncode(character, encoding) ? character : reference(character))).join('')
}
