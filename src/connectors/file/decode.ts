import type { ConnectorContext, Page, ReadRequest } from '../connector.js'
import { paged, type ReadItem } from '../kit/pages.js'
import { stop } from '../kit/stop.js'
import { cutOff } from './bytes.js'
import { type CsvRow, csvRows } from './csv-reader.js'
import { decodeChange, decodeRow } from './csv-row.js'
import { type CsvShape, csvShape, headerMissing } from './csv-shape.js'
import { decodeChangeRecord } from './ldif-change.js'
import { decodeContent, entryOf, type LdifShape, ldifShape, problemAt } from './ldif-content.js'
import { type LdifRecord, ldifRecords } from './ldif-reader.js'
import { isTrouble } from './ldif-value.js'
import type { FilePaths } from './paths.js'
import type { CsvSettings, FileSettings, LdifSettings } from './settings.js'
import { endOfRecords, fullImportRequired, offsetOf, type RecordEnds, watermarkAt } from './watermark.js'

interface Reading {
  readonly paths: FilePaths
  readonly context: ConnectorContext
  readonly request: ReadRequest
}

/** Reads the whole file, or what was appended to the delta file since the watermark. */
export async function* readFile(settings: FileSettings, reading: Reading): AsyncGenerator<Page> {
  const { paths, request } = reading
  if (request.mode === 'full') {
    // Taken before reading: what is appended meanwhile is told again rather than missed.
    const end =
      paths.delta === undefined
        ? undefined
        : await watermarkAt(paths.delta, await endOfRecords(paths.delta, endsOf(settings)))
    const items = settings.format === 'csv' ? csvItems(settings, reading) : ldifItems(settings, reading)
    yield* paged(items, request, () => (end === undefined ? {} : { watermark: end }))
    return
  }
  if (paths.delta === undefined) throw noDelta()
  const start = await offsetOf(paths.delta, request.watermark)
  const end = await endOfRecords(paths.delta, endsOf(settings))
  const part = { start, end: Math.max(start, end) }
  const watermark = await watermarkAt(paths.delta, part.end)
  yield* paged(changesOf(settings, { ...reading, file: paths.delta, part }), request, () => ({ watermark }))
}

function changesOf(settings: FileSettings, changes: ReadingChanges): AsyncIterable<ReadItem[]> | ReadItem[][] {
  if (changes.part.start === changes.part.end) return []
  return settings.format === 'csv' ? csvChanges(settings, changes) : ldifChanges(settings, changes)
}

interface ReadingChanges extends Reading {
  readonly file: string
  readonly part: { readonly start: number; readonly end: number }
}

async function* csvItems(settings: CsvSettings, { paths, context, request }: Reading): AsyncGenerator<ReadItem[]> {
  const file = paths.main
  let shape: CsvShape | undefined
  for await (const rows of csvRows({ file, settings, signal: request.signal })) {
    const header = shape === undefined ? rows[0] : undefined
    shape ??= shapeOf(header, settings, { file, context, isDelta: false })
    yield decodeRows(header === undefined ? rows : rows.slice(1), shape, { file, decode: decodeRow })
  }
  if (shape === undefined) throw headerMissing(file)
}

async function* csvChanges(settings: CsvSettings, reading: ReadingChanges): AsyncGenerator<ReadItem[]> {
  const { file, part, context, request } = reading
  const header = await firstRow(settings, reading)
  const shape = shapeOf(header, settings, { file, context, isDelta: true })
  let isFirst = part.start === 0
  for await (const rows of csvRows({ file, settings, part, signal: request.signal })) {
    yield decodeRows(isFirst ? rows.slice(1) : rows, shape, { file, decode: decodeChange })
    isFirst = false
  }
}

async function firstRow(settings: CsvSettings, { file, request }: ReadingChanges): Promise<CsvRow | undefined> {
  for await (const rows of csvRows({ file, settings, signal: request.signal })) return rows[0]
  return undefined
}

function decodeRows(
  rows: readonly CsvRow[],
  shape: CsvShape,
  { file, decode }: { readonly file: string; readonly decode: typeof decodeRow },
): ReadItem[] {
  const items: ReadItem[] = []
  for (const row of rows) {
    const item = decode(row, shape, file)
    if (item !== undefined) items.push(item)
  }
  return items
}

function shapeOf(
  header: CsvRow | undefined,
  settings: CsvSettings,
  { file, context, isDelta }: { readonly file: string; readonly context: ConnectorContext; readonly isDelta: boolean },
): CsvShape {
  if (header === undefined) throw headerMissing(file)
  return csvShape(header.cells, settings, { types: context.types, file, isDelta })
}

async function* ldifItems(settings: LdifSettings, { paths, context, request }: Reading): AsyncGenerator<ReadItem[]> {
  const file = paths.main
  const shape = ldifShape(context.types, settings.anchor, file)
  for await (const records of ldifRecords({ file, signal: request.signal })) {
    yield records.map(record => contentOf(record, shape))
  }
}

/** Reads one record of the whole file. @throws ConnectorError when the file ends in the middle of it. */
function contentOf(record: LdifRecord, shape: LdifShape) {
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
  settings: LdifSettings,
  { file, part, context, request }: ReadingChanges,
): AsyncGenerator<ReadItem[]> {
  const shape = ldifShape(context.types, settings.anchor, file)
  let isFirst = part.start > 0
  for await (const records of ldifRecords({ file, part, signal: request.signal })) {
    const items: ReadItem[] = []
    for (const record of records) {
      if (isFirst && !/^dn:/i.test(record.lines[0]?.text ?? '')) throw withinRecord(file)
      isFirst = false
      items.push(decodeChangeRecord(record, shape))
    }
    yield items
  }
}

const withinRecord = (file: string) =>
  fullImportRequired(file, 'What was appended goes on with a record that was already read in part.')

/** An LDIF record ends with an empty line; a CSV row, as far as can be told from the back, with its line. */
function endsOf(settings: FileSettings): RecordEnds {
  const line = Buffer.from('\n', settings.format === 'csv' ? settings.encoding : 'latin1')
  return { line, border: settings.format === 'csv' ? [line] : [Buffer.from('\n\n'), Buffer.from('\n\r\n')] }
}

function noDelta() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'The agent names no file of changes.',
    hint: 'Set deltaPath to the file that changes are appended to, or use a full import.',
    where: { path: 'settings.deltaPath' },
  })
}
