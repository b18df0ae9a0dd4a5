import type { Dialect } from './dialect.js'
import type { Cell, ColumnKind, Sql } from './statement.js'
import type { Proof } from './tls.js'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** Of kind `time`: how many digits of a second the column keeps. */
  readonly digits?: number
}

export type Row = readonly Cell[]

export interface Result {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** Rows that a statement wrote. */
  readonly count: number
  /** The number a generated key column got, where the database tells it so. */
  readonly insertId?: string
}

/** An error that the database answered with, or that says that it no longer answers. */
export class DatabaseError extends Error {
  /** SQLSTATE or the number as text; undefined when it was not the database that answered. */
  readonly code: string | undefined
  /** Whether the connection is gone. */
  readonly lost: boolean
  constructor(message: string, { code, lost, cause }: { code?: string | undefined; lost: boolean; cause?: unknown }) {
    super(message, { cause })
    this.name = 'DatabaseError'
    this.code = code
    this.lost = lost
  }
}

/**
 * A point up to which nothing can change any more: every transaction that may yet commit has only later values in the column.
 * A point in time is settled when no older transaction runs, a drawn number when those that may have drawn a smaller one have ended.
 */
export type BoundRequest =
  | { readonly kind: 'time'; readonly digits: number; readonly delay: number | undefined }
  | { readonly kind: 'integer'; readonly source: Sql; readonly column: Sql }
  | { readonly kind: 'transaction' }

/** One connection. Statements run one after the other. Every method throws {@link DatabaseError}. */
export interface Driver extends AsyncDisposable {
  readonly dialect: Dialect
  /** Whether other statements can run while a stream is open. */
  readonly interleaves: boolean
  query(statement: Sql): Promise<Result>
  /** The rows in chunks, holding no more than a few of them; within a transaction. */
  stream(statement: Sql, size: number): AsyncIterable<readonly Row[]>
  /** Begins a transaction: one that sees one moment and writes nothing, or one that writes. */
  begin(mode: 'snapshot' | 'write'): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** The first value that is not settled; outside a transaction. Null while there is none, or it cannot be told now. */
  settled(request: BoundRequest): Promise<Cell>
  /** Waits for notifications on a channel, where the database has such a thing. */
  listen?(channel: string, signal: AbortSignal): AsyncGenerator<void>
}

/** Where and as whom to connect. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly name: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  /** Undefined: the connection is not encrypted. */
  readonly tls: Proof | undefined
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly timeout: number
}
