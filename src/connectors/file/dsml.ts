import type { ConnectorContext } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { beginningOf, malformed, sizeOf } from './bytes.js'
import { decodeDirectoryChange } from './directory-change.js'
import { type DirectoryEntry, directoryShape, problemAt } from './directory-content.js'
import { discoverDirectory } from './directory-discovery.js'
import { type DirectoryRow, directoryRecords } from './directory-records.js'
import { declaredName, encodingOf } from './dsml-encoding.js'
import { DSML_1, DSML_2 } from './dsml-parser.js'
import { type DsmlVocabulary, isXmlText, printEntry } from './dsml-print.js'
import { type DsmlFrame, type DsmlPiece, dsmlRecords } from './dsml-reader.js'
import { type Encoding, encodeText } from './encoding.js'
import { isTrouble } from './entry-value.js'
import type { Format, Made, Reading, Records } from './format.js'
import type { DsmlSettings } from './settings.js'

/** Directory Services Markup Language: version 1 documents, version 2 requests and search results. */
export function dsml(settings: DsmlSettings): Format {
  return {
    objects: reading => dsmlObjects(settings, reading),
    changes: reading => dsmlChanges(settings, reading),
    ends: async file => {
      const isThere = (await sizeOf(file)) > 0
      const encoding = isThere ? await encodingOf(file, settings.encoding) : 'utf8'
      const start = isThere ? (await beginningOf(file)).toString('latin1').replaceAll('\0', '') : ''
      const prefix = /<([\w.-]+:)batchRequest\b/.exec(start)?.[1] ?? 'dsml:'
      const border = ['', prefix].map(each => encodeText(`</${each}batchRequest>`, encoding))
      return { line: Buffer.alloc(0), border, unit: encodeText(' ', encoding).length, hasManyLines: true }
    },
    discover: (file, signal) => discoverDirectory(dsmlEntries(settings, file, signal)),
    records: (context, file) => dsmlFile(settings, context, file),
  }
}

async function* dsmlObjects(settings: DsmlSettings, { file, types, signal }: Reading): AsyncGenerator<ReadItem[]> {
  const shape = directoryShape(types, settings.anchor, file)
  const encoding = await encodingOf(file, settings.encoding)
  for await (const records of dsmlRecords({ file, encoding, signal })) {
    yield records.map(({ change, element, line }) => {
      if (isTrouble(change)) return problemAt(change, undefined, shape)
      if (change.kind === 'add') return decodeDirectoryChange(change, line, shape)
      const message = `The file holds a ${element}; a full import needs whole objects. Name a file of changes as deltaPath.`
      return problemAt({ code: 'invalid-change-type', message, line }, change.dn, shape)
    })
  }
}

async function* dsmlChanges(
  settings: DsmlSettings,
  { file, part = {}, types, signal }: Reading,
): AsyncGenerator<ReadItem[]> {
  const shape = directoryShape(types, settings.anchor, file)
  const encoding = await encodingOf(file, settings.encoding)
  for await (const records of dsmlRecords({ file, encoding, part, signal })) {
    yield records.map(({ change, line }) =>
      isTrouble(change) ? problemAt(change, undefined, shape) : decodeDirectoryChange(change, line, shape),
    )
  }
}

async function* dsmlEntries(
  settings: DsmlSettings,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<readonly DirectoryEntry[]> {
  const encoding = await encodingOf(file, settings.encoding)
  for await (const records of dsmlRecords({ file, encoding, signal }))
    yield records.flatMap(({ change }) => (!isTrouble(change) && change.kind === 'add' ? [change.entry] : []))
}

/** A document as a file to export to. Elements that do not change are copied as they are, comments and all. */
function dsmlFile(settings: DsmlSettings, context: ConnectorContext, file: string): Records<DirectoryRow> {
  const records = directoryRecords(settings.anchor, context, file)
  let encoding: Encoding = settings.encoding ?? 'utf8'
  let frame = newDocument(settings.version, encoding)
  let vocabulary: DsmlVocabulary = { ...NEW[settings.version], encoding }

  return {
    ...records,
    add: delta => refusal(delta.dn) ?? records.add(delta),
    change: (stored, delta) => refusal(delta.newDn ?? delta.dn) ?? records.change(stored, delta),
    async *all(signal) {
      encoding = await encodingOf(file, settings.encoding)
      frame = { head: '', tail: '', container: undefined, containers: 0 }
      let isKnown = false
      for await (const pieces of dsmlRecords({ file, encoding, frame, signal })) {
        const stored = pieces.map(piece => records.stored(entryOf(piece, file), piece.raw))
        vocabulary = vocabularyOf(frame, file, encoding)
        isKnown = true
        yield stored
      }
      // What comes behind the records may hold more of them.
      vocabulary = vocabularyOf(frame, file, encoding)
      if (!isKnown) yield []
    },
    head: () => frame.head,
    tail: () => frame.tail,
    print: ({ row: { entry, raw } }) => raw ?? printEntry(entry, vocabulary),
    bytes: text => encodeText(text, encoding),
    encoding: () => encoding,
    marksNewFile: () => encoding.startsWith('utf16'),
  }
}

const NEW = {
  1: { version: '1', prefix: 'dsml:', element: 'entry' },
  2: { version: '2', prefix: '', element: 'addRequest' },
} as const

function newDocument(version: DsmlSettings['version'], encoding: Encoding): DsmlFrame {
  const head = `<?xml version="1.0" encoding="${declaredName(encoding)}"?>\n`
  const [open, close] =
    version === '1'
      ? [`<dsml:dsml xmlns:dsml="${DSML_1}">\n<dsml:directory-entries>\n`, '</dsml:directory-entries>\n</dsml:dsml>\n']
      : [`<batchRequest xmlns="${DSML_2}">\n`, '</batchRequest>\n']
  return { head: head + open, tail: close, container: undefined, containers: 1 }
}

function entryOf({ change, element, line }: DsmlPiece, file: string): DirectoryEntry {
  if (isTrouble(change)) throw malformed(file, `${change.message} The file is not rewritten.`, { line: change.line })
  if (change.kind === 'add') return change.entry
  throw malformed(file, `The file holds a ${element}, which is no whole object. The file is not rewritten.`, { line })
}

function vocabularyOf({ container, containers }: DsmlFrame, file: string, encoding: Encoding): DsmlVocabulary {
  if (container === undefined || containers > 1) {
    const message = `The document has ${containers} elements that objects stand in. The file is not rewritten.`
    throw malformed(file, message, {})
  }
  const version = container.uri === DSML_1 ? '1' : '2'
  const prefix = container.prefix === '' ? '' : `${container.prefix}:`
  const element = container.local === 'searchResponse' ? 'searchResultEntry' : NEW[version].element
  return { version, prefix, element, encoding }
}

function refusal(dn: string): Made<DirectoryRow> | undefined {
  if (isXmlText(dn)) return undefined
  const message = 'The name has characters that XML cannot hold.'
  return { ok: false, problem: { code: 'invalid-dn', message, where: { dn } } }
}
