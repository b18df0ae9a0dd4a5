import type { AddDelta, ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Held } from '../kit/decide-write.js'

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
export interface FileFormat<Row> {
  /** Every record of the file in order. */
  records(signal: AbortSignal): AsyncIterable<readonly Stored<Row>[]>
  /** What stands before the first record; known once records were read, or for a new file. */
  head(): string
  held(stored: Stored<Row>): Held
  add(delta: AddDelta): Made<Row>
  change(stored: Stored<Row>, delta: ModifyDelta): Made<Row>
  print(stored: Stored<Row>): string
  /** The characters as the file stores them. */
  bytes(text: string): Buffer
}
