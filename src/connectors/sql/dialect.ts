import type { ProblemCode } from '../../model/problem.js'
import type { ColumnKind, Spelling, Sql } from './statement.js'

export type Product = 'postgresql' | 'mariadb' | 'mysql' | 'sqlserver'

/** What an error code of a database means for one object that is written. */
export interface ErrorMeaning {
  readonly code: ProblemCode
  readonly meaning: string
  readonly hint: string
}

/** Where databases differ, as data: texts and limits. What they do differently on the wire is in their {@link Driver}. */
export interface Dialect extends Spelling {
  readonly product: Product
  readonly title: string
  readonly port: number
  /** Schemes of a `url`. */
  readonly schemes: readonly string[]
  /** How many parameters one statement may have. */
  readonly parameters: number
  /** How many rows one `insert … values` may have. */
  readonly insertRows: number
  /** Whether `(a, b) in ((1, 2), …)` is understood. */
  readonly rowValues: boolean
  /** How the generated key of a new row is told: by a clause behind the statement, between columns and values, or the driver. */
  readonly generated: 'returning' | 'output' | 'insert-id'
  /** Locks the found row until the transaction ends: behind the table, or behind the statement. */
  readonly lock: { readonly hint: Sql; readonly suffix: Sql }
  /** Ends a statement that is ordered after so many rows. */
  first(rows: number): Sql
  /** The column as it is selected where its plain value would lose digits on the way. */
  selected(column: Sql, kind: ColumnKind): Sql
  /** A row that has no columns but those with defaults. */
  readonly insertDefaults: Sql
  /** The current moment, for a column of kind `time`. */
  readonly now: Sql
  /** Meanings by error code: SQLSTATE, or the number as text. Longer codes are looked up first, then SQLSTATE classes. */
  readonly errors: ReadonlyMap<string, ErrorMeaning>
}
