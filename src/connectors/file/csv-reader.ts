import { CsvError, type Parser, parse } from 'csv-parse'
import { cutOff, malformed, type Part } from './bytes.js'
import type { CsvSettings } from './settings.js'
import { lineOf } from './table.js'
import { textOf } from './text.js'

export interface CsvRow {
  readonly cells: readonly string[]
  /** The line the row ends in. */
  readonly line: { readonly end: number }
}

export interface CsvSource {
  readonly file: string
  readonly settings: Pick<CsvSettings, 'encoding' | 'delimiter'>
  readonly part?: Part | undefined
  readonly signal: AbortSignal
}

/** A quote that is never closed must not swallow the memory. */
const MAX_RECORD_CHARACTERS = 64 * 1024 * 1024

interface Parsed {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

/**
 * The rows of a file in order, the header among them; empty lines are left out.
 * @throws ConnectorError at a quoting error, or when the file ends within quotes or within a row.
 */
export async function* csvRows({ file, settings, part = {}, signal }: CsvSource): AsyncGenerator<readonly CsvRow[]> {
  const parser = newParser(settings.delimiter)
  const at = { last: '', width: 0 }
  try {
    for await (const text of textOf(file, settings.encoding, { part, signal })) {
      if (text === '') continue
      at.last = text.at(-1) ?? ''
      yield* nonEmpty(rowsOf(await feed(parser, text), at))
    }
    parser.end()
    const rest: Parsed[] = []
    for await (const parsed of parser) rest.push(parsed)
    const rows = rowsOf(rest, at)
    refuseShortEnd(rows, at, file)
    yield* nonEmpty(rows)
  } catch (error) {
    throw error instanceof CsvError ? quoteTrouble(error, file) : error
  } finally {
    parser.destroy()
  }
}

function newParser(delimiter: string): Parser {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD_CHARACTERS,
  })
  parser.on('error', () => {}) // told by the write or the read that meets it
  return parser
}

async function feed(parser: Parser, text: string): Promise<Parsed[]> {
  const written = new Promise<void>((resolve, reject) => {
    parser.write(text, error => (error ? reject(error) : resolve()))
  })
  const parsed = drain(parser)
  await written
  parsed.push(...drain(parser))
  return parsed
}

function drain(parser: Parser): Parsed[] {
  const parsed: Parsed[] = []
  for (let next = parser.read(); next !== null; next = parser.read()) parsed.push(next)
  return parsed
}

function rowsOf(parsed: readonly Parsed[], at: { width: number }): CsvRow[] {
  if (at.width === 0) at.width = parsed[0]?.record.length ?? 0
  return parsed.map(({ record, info }) => ({ cells: record, line: { end: info.lines } }))
}

function* nonEmpty(rows: readonly CsvRow[]): Generator<readonly CsvRow[]> {
  if (rows.length > 0) yield rows
}

// Without a line end the last row is whole only if it has all its columns.
function refuseShortEnd(rows: readonly CsvRow[], { last, width }: { last: string; width: number }, file: string): void {
  const row = rows.at(-1)
  if (row === undefined || last === '\n' || last === '\r' || row.cells.length >= width) return
  throw cutOff(
    file,
    `The file ends within a row: it has ${row.cells.length} of ${width} columns and no line end.`,
    lineOf(row),
  )
}

function quoteTrouble(error: CsvError, file: string): Error {
  const line = typeof error.lines === 'number' ? error.lines : undefined
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return cutOff(file, 'The file ends within a quoted value; it is cut off, or a quote is missing.', line)
  }
  const column = typeof error.column === 'number' ? error.column + 1 : undefined
  const place = { ...(line !== undefined && { line }), ...(column !== undefined && { column }) }
  return malformed(file, `A quote is out of place: ${error.message}`, place)
}
