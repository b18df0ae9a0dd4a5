import { cutOff } from './bytes.js'
import { encodeText } from './encoding.js'
import { type FixedColumns, fixedColumns } from './fixed-columns.js'
import type { Format } from './format.js'
import { linesOf, type TextLine } from './lines.js'
import type { FixedSettings } from './settings.js'
import { type TableFormat, type TableReading, type TableRow, textIn } from './table.js'
import { tableReader } from './table-read.js'
import { tableRecords } from './table-records.js'

/** Lines whose columns have fixed widths. */
export function fixedWidth(settings: FixedSettings): Format {
  const header = settings.columns.map(({ name }) => name)
  const columns = fixedColumns(settings)
  const top: FixedTop = { lines: newTop(settings), end: '\r\n' }
  const deltaColumns = settings.deltaColumns ?? settings.columns
  const delta: FixedFile = {
    header: deltaColumns.map(({ name }) => name),
    columns: fixedColumns({ ...settings, columns: deltaColumns }),
    top: { lines: [], end: '' },
  }
  const format: TableFormat = {
    chunks: reading => fixedChunks(settings, reading, reading.isDelta ? delta : { header, columns, top }),
    newHeader: () => header,
    head: () => top.lines.map(line => line + top.end).join(''),
    print: ({ cells, raw }) => raw ?? columns.print(cells.map(textIn)) + top.end,
    refusal: columns.refusal,
  }
  const line = encodeText('\n', settings.encoding)
  return {
    ...tableReader(settings, format),
    ends: async () => ({ line, border: [line], unit: line.length }),
    records: (context, file) => tableRecords(settings, format, { context, file }),
  }
}

/** What the file has before its first row, and how its lines end. */
interface FixedTop {
  lines: readonly string[]
  end: string
}

interface FixedFile {
  readonly header: readonly string[]
  readonly columns: FixedColumns
  readonly top: FixedTop
}

async function* fixedChunks(
  { encoding, headerLines }: FixedSettings,
  { file, part, signal }: TableReading,
  { header, columns, top }: FixedFile,
) {
  // What was appended has no header of its own.
  const skipped = (part?.start ?? 0) > 0 ? 0 : headerLines
  const passed: string[] = []
  for await (const lines of linesOf(file, encoding, { part, signal })) {
    top.end = lines[0]?.end || top.end
    const body = lines.slice(skipped - passed.length)
    passed.push(...lines.slice(0, lines.length - body.length).map(({ text }) => text))
    if (passed.length < skipped) continue
    if (skipped > 0) top.lines = passed
    const rows = body.filter(({ text }) => text.trim() !== '').map(line => rowIn(line, columns, { file, end: top.end }))
    yield { header, rows }
  }
  yield { header, rows: [] }
}

function rowIn(
  { text, number, end }: TextLine,
  columns: FixedColumns,
  at: { readonly file: string; readonly end: string },
): TableRow {
  const row = { ...columns.cut(text), line: number, raw: text + (end || at.end) }
  if (row.fault === undefined || end !== '') return row
  throw cutOff(at.file, `The file ends within a line. ${row.fault.message}`, number)
}

/** Names over the columns, as far as they fit. */
function newTop({ columns, headerLines }: FixedSettings): string[] {
  if (headerLines === 0) return []
  const names = columns.map(({ name, width }) => name.slice(0, width).padEnd(width)).join('')
  return [names, ...Array.from({ length: headerLines - 1 }, () => '')]
}
