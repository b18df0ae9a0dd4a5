import type { ObjectTypeSelection } from '../connector.js'
import type { Reading } from './format.js'

/** What a column of a row holds: a text, or, where the format repeats attributes, a text for each value. */
export type Cell = string | readonly string[]

/** A row of a file, whatever the format. */
export interface TableRow {
  readonly cells: readonly Cell[]
  /** The line it begins in; or the one it ends in, where lines within cells are counted only when somebody asks ({@link lineOf}). */
  readonly line: number | { readonly end: number }
  /** Why the row as a whole cannot be read. */
  readonly fault?: { readonly message: string; readonly line?: number; readonly column?: number }
  /** How it stands in the file, where it is copied as it is. */
  readonly raw?: string
  /** What stands in it beyond the columns, as lines. */
  readonly extras?: readonly string[]
}

/** Some rows, with the columns that their cells stand for. The header is the same for all chunks of a file. */
export interface TableChunk {
  readonly header: readonly string[]
  readonly rows: readonly TableRow[]
}

export interface TableReading extends Reading {
  readonly isDelta: boolean
}

/** How the rows of a format are found and printed. */
export interface TableFormat {
  /** The rows of a file in order. At least one chunk, or an error. */
  chunks(reading: TableReading): AsyncIterable<TableChunk>
  /** The columns of a new file. */
  newHeader(types: readonly ObjectTypeSelection[]): readonly string[]
  /** What stands before the first row. */
  head(header: readonly string[]): string
  print(row: TableRow, header: readonly string[]): string
  /** Why the format cannot hold this text in this column; undefined when it can. */
  refusal(text: string, column: string): Refusal | undefined
}

export interface Refusal {
  readonly code: 'invalid-attribute-value' | 'insufficient-field-width'
  readonly message: string
}

/** The text of a cell; of several values the first. */
export const textIn = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : (cell?.[0] ?? ''))

/** The line a row begins in. */
export function lineOf({ cells, line }: TableRow): number {
  if (typeof line === 'number') return line
  return line.end - cells.reduce((count, cell) => count + textIn(cell).split('\n').length - 1, 0)
}
