import sax from 'sax'
import { ProblemError } from '../../model/problem.js'
import { decodeXml } from './xml-text.js'

/** Where something stands in a file of an export. Lines and columns count from 1. */
export interface MimPlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** An element as MIM writes it. Namespace prefixes differ from file to file and mean nothing here: names are local names. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, without space at both ends. */
  readonly text: string
  readonly place: MimPlace
}

/** What takes elements out of a document while it is read, so that a schema of megabytes is never held as a whole. */
export type TakeElement = (element: XmlElement) => boolean

type Open = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: XmlElement[] }

/**
 * Reads an XML file, whatever Unicode encoding it has.
 * @param take called with every element that has ended; what it takes is not kept
 * @throws ProblemError `configuration.syntax` with line and column
 */
export function readXml(bytes: Uint8Array, file: string, take: TakeElement = () => false): XmlElement {
  const text = decodeXml(bytes, file)
  const parser = sax.parser(true, { position: true })
  const open: Open[] = []
  let root: XmlElement | undefined
  let start: MimPlace = { file, line: 1, column: 1 }
  parser.onopentagstart = ({ name }) => {
    start = { file, line: parser.line + 1, column: Math.max(1, parser.column - name.length - 1) }
  }
  parser.onopentag = ({ name, attributes }) => {
    open.push({ name: local(name), attributes: localKeys(attributes), children: [], text: '', place: start })
  }
  parser.ontext = parser.oncdata = piece => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.onclosetag = () => {
    const element = open.pop()
    if (element === undefined) return
    element.text = element.text.trim()
    const parent = open.at(-1)
    if (parent === undefined) root = element
    else if (!take(element)) parent.children.push(element)
  }
  parser.onerror = error => {
    throw brokenXml(error, { file, line: parser.line + 1, column: Math.max(1, parser.column) })
  }
  parser.write(text).close()
  if (root === undefined) throw brokenXml(new Error('There is no element'), { file, line: 1, column: 1 })
  return root
}

function brokenXml(error: Error, where: MimPlace): ProblemError {
  const [reason = ''] = error.message.split('\n')
  const cut = /unclosed|unexpected end/i.test(reason)
  return new ProblemError({
    code: 'configuration.syntax',
    message: cut ? `The file ends too early: ${reason}` : `This is no XML: ${reason}`,
    hint: cut
      ? 'Copy it again from the server, or export again.'
      : 'Expected a file of a MIM server export, unchanged.',
    where,
  })
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

const localKeys = (attributes: sax.Tag['attributes'] | sax.QualifiedTag['attributes']): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), String(value)]))

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find(child => child.name === name)

export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter(child => child.name === name) ?? []

/** The element that is reached step by step. */
export const at = (element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((reached, name) => childOf(reached, name), element)

/** The text of the element at a path; undefined when it is absent or empty. */
export const textAt = (element: XmlElement | undefined, ...path: readonly string[]): string | undefined =>
  at(element, ...path)?.text || undefined
