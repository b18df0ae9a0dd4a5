import type { AddDelta, ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { ConnectorContext, DiscoveredType, ObjectTypeSelection } from '../connector.js'
import type { Held } from '../kit/decide-write.js'
import type { ReadItem } from '../kit/pages.js'
import type { Part } from './bytes.js'
import type { Encoding } from './encoding.js'
import type { RecordEnds } from './watermark.js'

/** A file format: how it is read, looked through, and exported to. One entry of the table in `formats.ts`. */
export interface Format {
  /** The objects of a whole file. @throws ConnectorError when the file is not whole, or records cannot be told apart. */
  objects(reading: Reading): AsyncIterable<ReadItem[]>
  /** The changes in a part of a delta file. */
  changes(reading: Reading): AsyncIterable<ReadItem[]>
  /** How the records of a delta file end. */
  ends(file: string): Promise<RecordEnds>
  discover(file: string, signal: AbortSignal): Promise<DiscoveredType[]>
  records(context: ConnectorContext, file: string): Records<unknown>
}

export interface Reading {
  readonly file: string
  readonly types: readonly ObjectTypeSelection[]
  /** Absent: the whole file. */
  readonly part?: Part
  readonly signal: AbortSignal
}

/** A record of the file as it stands there: what it is called, and what to print it from. */
export interface Stored<Row> {
  readonly anchor: string
  readonly dn: string
  readonly row: Row
}

export type Made<Row> =
  | { readonly ok: true; readonly stored: Stored<Row> }
  | { readonly ok: false; readonly problem: Problem }

/** What a format must know so that exports can be merged into a file of it. */
export interface Records<Row> {
  /** Every record of the file in order. */
  all(signal: AbortSignal): AsyncIterable<readonly Stored<Row>[]>
  /** What stands before the first record; known once records were read, or for a new file. */
  head(): string
  /** What stands behind the last one; known once all were read, or for a new file. */
  tail?(): string
  held(stored: Stored<Row>): Held
  add(delta: AddDelta): Made<Row>
  change(stored: Stored<Row>, delta: ModifyDelta): Made<Row>
  print(stored: Stored<Row>): string
  /** What is printed, as the file stores it. */
  bytes(text: string): Buffer
  /** The encoding of the file; known once records were read, or for a new file. */
  encoding(): Encoding
  /** Whether a new file gets a byte order mark. */
  marksNewFile(): boolean
}
