import { printRow } from './csv-print.js'
import { type CsvRow, csvRows } from './csv-reader.js'
import { encodeText } from './encoding.js'
import type { Format } from './format.js'
import type { CsvSettings } from './settings.js'
import { type TableFormat, type TableReading, type TableRow, textIn } from './table.js'
import { tableReader } from './table-read.js'
import { tableRecords } from './table-records.js'
import { headerMissing, newHeader } from './table-shape.js'

/** Comma-separated values with a header row. */
export function csv(settings: CsvSettings): Format {
  const format: TableFormat = {
    chunks: reading => csvChunks(settings, reading),
    newHeader: types => newHeader(settings, types),
    head: header => printRow(header, settings.delimiter),
    print: ({ cells }) => printRow(cells.map(textIn), settings.delimiter),
    refusal: () => undefined,
  }
  const line = encodeText('\n', settings.encoding)
  return {
    ...tableReader(settings, format),
    ends: async () => ({ line, border: [line], unit: line.length }),
    records: (context, file) => tableRecords(settings, format, { context, file }),
  }
}

async function* csvChunks(settings: CsvSettings, { file, part, signal }: TableReading) {
  // What was appended has no header of its own.
  let header = part === undefined || part.start === 0 ? undefined : await firstRow(settings, { file, signal })
  for await (const rows of csvRows({ file, settings, part, signal })) {
    const body = header === undefined ? rows.slice(1) : rows
    header ??= rows[0]?.cells ?? []
    const width = header.length
    yield { header, rows: body.map(row => checked(row, width)) }
  }
  if (header === undefined) throw headerMissing(file)
}

async function firstRow(settings: CsvSettings, source: Pick<TableReading, 'file' | 'signal'>) {
  for await (const rows of csvRows({ ...source, settings })) return rows[0]?.cells
  throw headerMissing(source.file)
}

function checked(row: CsvRow, width: number): TableRow {
  if (row.cells.length === width) return row
  return { ...row, fault: { message: `The row has ${row.cells.length} columns where the header has ${width}.` } }
}
