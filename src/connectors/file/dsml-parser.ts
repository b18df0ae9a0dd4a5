import sax from 'sax'
import { isValidDn } from '../../model/dn.js'
import { isBase64 } from '../kit/value.js'
import { type DirectoryChange, type Modification, TREE_DELETE, treeDeleted } from './directory-change.js'
import type { EntryPair, EntryTrouble } from './entry-value.js'

/** One element of a DSML document that is about one object. */
export interface DsmlRecord {
  /** Its element: `entry` (version 1), `searchResultEntry`, `addRequest`, … (version 2). */
  readonly element: string
  readonly line: number
  readonly change: DirectoryChange | EntryTrouble
}

/** What a parser tells while it goes through a document. Positions count characters from the beginning. */
export interface DsmlListener {
  /** The root element. */
  root(tag: sax.QualifiedTag): void
  /** An element that holds records; its opening tag ends at `end`. */
  container(tag: sax.QualifiedTag, end: number): void
  recordStarts(start: number): void
  record(record: DsmlRecord): void
  containerEnds(start: number): void
  /** The result of a search or request that the document tells, other than 0. */
  failure(code: string, line: number): void
}

export const DSML_1 = 'http://www.dsml.org/DSML'
export const DSML_2 = 'urn:oasis:names:tc:DSML:2:0:core'
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

const CONTAINERS: ReadonlySet<string> = new Set(['directory-entries', 'batchRequest', 'searchResponse'])
const RECORDS: ReadonlySet<string> = new Set([
  ...['entry', 'searchResultEntry', 'addRequest', 'modifyRequest', 'delRequest', 'modDNRequest'],
])
const PARTS: ReadonlySet<string> = new Set(['attr', 'objectclass', 'modification'])
const VALUES: ReadonlySet<string> = new Set(['value', 'oc-value'])

interface Part {
  readonly name: string
  readonly operation: string | undefined
  readonly pairs: EntryPair[]
  readonly line: number
}

interface Open {
  readonly tag: sax.QualifiedTag
  readonly line: number
  readonly parts: Part[]
  trouble: EntryTrouble | undefined
}

/** A parser that tells `listener` of every record as soon as it is whole. Errors of XML are thrown by `write`. */
export function dsmlParser(listener: DsmlListener): sax.SAXParser {
  const parser = sax.parser(true, { xmlns: true, position: true })
  let depth = 0
  let record: (Open & { readonly depth: number }) | undefined
  let value: { readonly isBase64: boolean; readonly depth: number; text: string } | undefined

  const openValue = (tag: sax.QualifiedTag) => {
    const type = Object.values(tag.attributes).find(({ uri, local }) => uri === INSTANCE && local === 'type')?.value
    if (type?.endsWith('anyURI') && record) {
      const message = 'A value refers to a URL; only values in the file itself are read.'
      record.trouble ??= { code: 'parse-error', message, line: parser.line + 1 }
    }
    const encoded = tag.attributes.encoding?.value.toLowerCase() === 'base64' || type?.endsWith('base64Binary') === true
    value = { isBase64: encoded, depth, text: '' }
  }
  const closeValue = (open: Open, { text, isBase64: encoded }: { isBase64: boolean; text: string }) => {
    const part = open.parts.at(-1)
    if (part === undefined) return
    const line = parser.line + 1
    const read = decodedValue(text, encoded)
    if (read !== undefined) part.pairs.push({ ...namesOf(part.name), value: read, line })
    else open.trouble ??= { code: 'invalid-base64-value', message: `The value of ${part.name} is no base64.`, line }
  }

  const openOutside = (tag: sax.QualifiedTag) => {
    const { local, attributes } = tag
    if (RECORDS.has(local)) {
      listener.recordStarts(parser.startTagPosition - 1)
      record = { tag, line: parser.line + 1, parts: [], trouble: undefined, depth }
    } else if (CONTAINERS.has(local)) listener.container(tag, parser.position)
    else if (local === 'errorResponse') listener.failure(attributes.type?.value ?? local, parser.line + 1)
    else if (local === 'resultCode' && attributes.code?.value !== '0')
      listener.failure(attributes.code?.value ?? local, parser.line + 1)
  }
  const openWithin = (tag: sax.QualifiedTag, open: Open & { readonly depth: number }) => {
    if (depth === open.depth + 1 && PARTS.has(tag.local)) open.parts.push(partOf(tag, parser.line + 1))
    else if (tag.local === 'control' && open.tag.local === 'delRequest' && tag.attributes.type?.value === TREE_DELETE)
      open.trouble ??= treeDeleted(open.line)
    else if (depth === open.depth + 2 && VALUES.has(tag.local)) openValue(tag)
  }

  parser.onopentag = node => {
    const tag = node as sax.QualifiedTag
    depth++
    if (depth === 1) listener.root(tag)
    if (record === undefined) openOutside(tag)
    else openWithin(tag, record)
  }
  const onText = (text: string) => {
    if (value !== undefined && value.depth === depth) value.text += text
  }
  parser.ontext = onText
  parser.oncdata = onText
  parser.onclosetag = name => {
    if (value?.depth === depth && record) {
      closeValue(record, value)
      value = undefined
    } else if (record?.depth === depth) {
      listener.record({ element: record.tag.local, line: record.line, change: record.trouble ?? changeOf(record) })
      record = undefined
    } else if (record === undefined && CONTAINERS.has(name.replace(/^.*:/, ''))) {
      listener.containerEnds(parser.startTagPosition - 1)
    }
    depth--
  }
  return parser
}

function partOf({ local, attributes }: sax.QualifiedTag, line: number): Part {
  const name = local === 'objectclass' ? 'objectClass' : (attributes.name?.value ?? '')
  return { name, operation: attributes.operation?.value, pairs: [], line }
}

const namesOf = (description: string) => ({ description, key: description.toLowerCase().replace(';binary', '') })

const ASCII = /^[\0-\x7f]*$/

function decodedValue(text: string, encoded: boolean): string | Buffer | undefined {
  if (!encoded) return ASCII.test(text) ? text : Buffer.from(text, 'utf8')
  const packed = text.replace(/\s+/g, '')
  return isBase64(packed) ? Buffer.from(packed, 'base64') : undefined
}

function changeOf({ tag, parts, line }: Open): DirectoryChange | EntryTrouble {
  const dn = tag.attributes.dn?.value
  if (dn === undefined) return { code: 'missing-dn', message: `The ${tag.local} has no dn.`, line }
  if (!isValidDn(dn)) return { code: 'invalid-dn', message: `"${dn}" is no distinguished name.`, line }
  const nameless = parts.find(({ name }) => name === '')
  if (nameless) return { code: 'parse-error', message: 'An attribute has no name.', line: nameless.line }
  switch (tag.local) {
    case 'delRequest':
      return { kind: 'delete', dn }
    case 'modifyRequest': {
      const modifications: Modification[] = []
      for (const { name, operation = '', pairs, line: at } of parts) {
        if (operation !== 'add' && operation !== 'delete' && operation !== 'replace')
          return { code: 'invalid-modification-type', message: `There is no operation "${operation}".`, line: at }
        modifications.push({ operation, key: namesOf(name).key, pairs })
      }
      return { kind: 'modify', dn, modifications }
    }
    case 'modDNRequest': {
      const { newrdn, deleteoldrdn, newSuperior } = tag.attributes
      if (!newrdn?.value) return { code: 'parse-error', message: 'The rename has no newrdn.', line }
      // The schema's default is true.
      const deletes = deleteoldrdn?.value ?? 'true'
      if (!/^(true|false|0|1)$/.test(deletes))
        return { code: 'parse-error', message: `deleteoldrdn is "${deletes}", neither true nor false.`, line }
      const deletesOldRdn = deletes === 'true' || deletes === '1'
      return { kind: 'rename', dn, newRdn: newrdn.value, deletesOldRdn, newSuperior: newSuperior?.value }
    }
    default:
      return { kind: 'add', entry: { dn, pairs: parts.flatMap(({ pairs }) => pairs) } }
  }
}
