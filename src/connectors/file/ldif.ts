import type { ConnectorContext } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { cutOff, malformed } from './bytes.js'
import { decodeDirectoryChange } from './directory-change.js'
import {
  type DirectoryEntry,
  type DirectoryShape,
  decodeContent,
  directoryShape,
  problemAt,
} from './directory-content.js'
import { discoverDirectory } from './directory-discovery.js'
import { type DirectoryRow, directoryRecords } from './directory-records.js'
import { type Encoding, encodeText } from './encoding.js'
import { isTrouble } from './entry-value.js'
import type { Format, Reading, Records } from './format.js'
import { changeOf } from './ldif-change.js'
import { entryOf } from './ldif-entry.js'
import { printLine } from './ldif-print.js'
import { type LdifRecord, ldifRecords } from './ldif-reader.js'
import type { LdifSettings } from './settings.js'
import { fullImportRequired } from './watermark.js'

/** LDAP Data Interchange Format (RFC 2849). */
export function ldif(settings: LdifSettings): Format {
  const { anchor, encoding } = settings
  const unit = encodeText(' ', encoding).length

  return {
    async *objects({ file, types, signal }) {
      const shape = directoryShape(types, anchor, file)
      for await (const records of ldifRecords({ file, encoding, signal }))
        yield records.map(record => contentOf(record, shape))
    },
    changes: reading => ldifChanges(settings, reading),
    ends: async () => ({
      line: encodeText('\n', encoding),
      border: ['\n\n', '\n\r\n'].map(text => encodeText(text, encoding)),
      unit,
    }),
    discover: (file, signal) => discoverDirectory(ldifEntries(settings, file, signal)),
    records: (context, file) => ldifFile(settings, context, file),
  }
}

/** Reads one record of the whole file. @throws ConnectorError when the file ends in the middle of it. */
function contentOf(record: LdifRecord, shape: DirectoryShape): ReadItem {
  const line = record.lines[0]?.number ?? 0
  const entry = entryOf(record)
  if (isTrouble(entry)) return problemAt(entry, undefined, shape)
  const changeType = entry.pairs.find(({ key }) => key === 'changetype')
  if (changeType !== undefined && String(changeType.value).trim().toLowerCase() !== 'add') {
    const message =
      'The file holds a change record; a full import needs whole objects. Name a file of changes as deltaPath.'
    return problemAt({ code: 'invalid-change-type', message, line }, entry.dn, shape)
  }
  const item = decodeContent(entry, line, shape)
  if (item.kind === 'problem' && item.isPart && !record.isClosed) {
    throw cutOff(shape.file, `The file ends within the record of ${entry.dn}: ${item.problem.message}`, line)
  }
  return item
}

async function* ldifChanges(
  { anchor, encoding }: LdifSettings,
  { file, part, types, signal }: Reading,
): AsyncGenerator<ReadItem[]> {
  const shape = directoryShape(types, anchor, file)
  let isFirst = (part?.start ?? 0) > 0
  for await (const records of ldifRecords({ file, encoding, part, signal })) {
    const items: ReadItem[] = []
    for (const record of records) {
      if (isFirst && !/^dn:/i.test(record.lines[0]?.text ?? '')) throw withinRecord(file)
      isFirst = false
      const change = changeOf(record)
      const line = record.lines[0]?.number ?? 0
      items.push(
        isTrouble(change) ? problemAt(change, nameIn(record), shape) : decodeDirectoryChange(change, line, shape),
      )
    }
    yield items
  }
}

function nameIn(record: LdifRecord): string | undefined {
  const head = entryOf({ ...record, lines: record.lines.slice(0, 1) })
  return isTrouble(head) ? undefined : head.dn
}

const withinRecord = (file: string) =>
  fullImportRequired(file, 'What was appended goes on with a record that was already read in part.')

async function* ldifEntries(
  { encoding }: LdifSettings,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<readonly DirectoryEntry[]> {
  for await (const records of ldifRecords({ file, encoding, signal }))
    yield records.flatMap(record => {
      const entry = entryOf(record)
      return isTrouble(entry) ? [] : [entry]
    })
}

const VERSION = /^((?:#.*\r?\n(?: .*\r?\n)*|\r?\n)*version:[^\n]*\n(?:\r?\n)*)/i
const NEW_FILE = 'version: 1\n\n'

/** LDIF as a format to export to. Records that do not change are copied as they are, comments and all. */
function ldifFile(settings: LdifSettings, context: ConnectorContext, file: string): Records<DirectoryRow> {
  const { encoding } = settings
  const records = directoryRecords(settings.anchor, context, file)
  let head: string | undefined

  return {
    ...records,
    async *all(signal) {
      head = ''
      let isFirst = true
      for await (const found of ldifRecords({ file, encoding, signal })) {
        yield found.map(record => {
          const entry = entryOf(record)
          if (isTrouble(entry))
            throw malformed(file, `${entry.message} The file is not rewritten.`, { line: entry.line })
          const prelude = isFirst ? (VERSION.exec(record.raw)?.[0] ?? '') : ''
          if (isFirst) head = prelude
          isFirst = false
          return records.stored(entry, record.raw.slice(prelude.length))
        })
      }
    },
    head: () => head ?? NEW_FILE,
    print: ({ row: { entry, raw } }) => (raw === undefined ? printEntry(entry) : closed(raw)),
    bytes: text => bytesOf(text, encoding),
    encoding: () => encoding,
    marksNewFile: () => settings.byteOrderMark ?? encoding.startsWith('utf16'),
  }
}

// A record that holds bytes which are no UTF-8 must come out as it went in.
function bytesOf(text: string, encoding: Encoding): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  return encoding === 'utf8' ? bytes : encodeText(bytes.toString('utf8'), encoding)
}

const printEntry = ({ dn, pairs }: DirectoryEntry): string =>
  `${printLine('dn', Buffer.from(dn, 'utf8'))}${pairs.map(({ description, value }) => printLine(description, value)).join('')}\n`

// The last record of a file may lack the empty line that now must stand between it and the next.
const closed = (raw: string): string => (/\n\r?\n$/.test(raw) ? raw : `${raw}\n`)
