import { stop } from '../kit/stop.js'
import type { Column, Driver } from './driver.js'
import { type Cell, type ColumnKind, name, type Sql, sql, value } from './statement.js'
import { fullImportRequired } from './trouble.js'

/** A column whose values grow. */
export interface Growing {
  readonly source: Sql
  readonly column: Column
  /** Names the setting that chose the column. */
  readonly path: string
}

/** The first value of the column that is not settled; see {@link Driver.settled}. Outside a transaction. */
export function settledOf(driver: Driver, { source, column, path }: Growing, delay: number | undefined): Promise<Cell> {
  switch (column.kind) {
    case 'time':
      return driver.settled({ kind: 'time', digits: column.digits ?? 0, delay })
    case 'transaction':
      return driver.settled({ kind: 'transaction' })
    case 'integer':
    case 'decimal':
      return driver.settled({ kind: 'integer', source, column: name(column.name) })
    default:
      throw stop('no-start-bad-ma-configuration', {
        code: 'run.configuration',
        message: `The column ${column.name} cannot tell an order of changes: it is of kind ${column.kind}.`,
        hint: 'Name a column with points in time, rowversion, xid8 or a growing whole number.',
        where: { path },
      })
  }
}

const MARKS: Readonly<Partial<Record<ColumnKind, RegExp>>> = {
  time: /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  integer: /^-?\d+$/,
  decimal: /^-?\d+$/,
  transaction: /^(\d+|[0-9a-f]{16})$/,
}

/** @throws ConnectorError `no-start-full-import-required` when a saved mark is no value of the column. */
export function assertMark({ name: title, kind }: Column, mark: Cell): void {
  if (mark !== null && MARKS[kind]?.test(mark) !== true)
    throw fullImportRequired(`It is not known how far the database was read: ${mark} is no value of ${title}.`)
}

/** Whether a column has a value that is not below the mark. */
export async function isBeyond(driver: Driver, { source, column }: Growing, mark: Cell): Promise<boolean> {
  assertMark(column, mark)
  const { rows } = await driver.query(sql`select max(${name(column.name)}) from ${source}`)
  const newest = rows[0]?.[0] ?? null
  return newest !== null && (mark === null || !precedes(column, newest, mark))
}

/** Rows from one mark on, up to another. */
export function between({ name: title, kind }: Column, low: Cell, high: string): Sql {
  const above = sql`${name(title)} < ${value(high, kind)}`
  return low === null ? above : sql`${name(title)} >= ${value(low, kind)} and ${above}`
}

/** Whether one value of a growing column comes before another. */
export function precedes({ kind }: Column, one: string, other: string): boolean {
  if (kind === 'time') return one.replace('Z', '') < other.replace('Z', '')
  if (kind === 'transaction' && !/^\d+$/.test(one + other)) return one < other
  return BigInt(one.replace(/\..*/, '')) < BigInt(other.replace(/\..*/, ''))
}
