import type { Column, Driver, Row } from './driver.js'
import type { Key } from './key.js'
import { join, name, type Sql, sql, value } from './statement.js'

/** Rows of a table, view or query. */
export interface Selection {
  readonly source: Sql
  readonly columns: readonly Column[]
  /** How many of the columns, from the first on, are the key. */
  readonly keys: number
  readonly where?: Sql | undefined
  readonly distinct?: boolean
}

/**
 * The rows in the order of their keys, chunk by chunk. Where other statements have to come in between and the database has no
 * cursor that allows it, every chunk is a statement of its own that goes on behind the last key.
 */
export function chunksOf(
  driver: Driver,
  selection: Selection,
  { size, isInterrupted }: { readonly size: number; readonly isInterrupted: boolean },
): AsyncIterable<readonly Row[]> {
  if (driver.interleaves || !isInterrupted) return driver.stream(ordered(driver, selection), size)
  return keyset(driver, selection, size)
}

async function* keyset(driver: Driver, selection: Selection, size: number): AsyncGenerator<readonly Row[]> {
  const keys = selection.columns.slice(0, selection.keys)
  let last: Row | undefined
  while (true) {
    const where = conditionOf(selection.where, last && behind(keys, last))
    const { rows } = await driver.query(sql`${ordered(driver, { ...selection, where })}${driver.dialect.first(size)}`)
    if (rows.length > 0) yield rows
    last = rows.at(-1)
    if (rows.length < size) return
  }
}

function ordered(driver: Driver, { source, columns, keys, where, distinct }: Selection): Sql {
  const order = join(
    columns.slice(0, keys).map(column => name(column.name)),
    ', ',
  )
  return sql`${distinct ? sql`select distinct ` : sql`select `}${selected(driver, columns)} from ${source}${whereOf(where)} order by ${order}`
}

export const selected = ({ dialect }: Driver, columns: readonly Column[]): Sql =>
  join(
    columns.map(column => dialect.selected(name(column.name), column.kind)),
    ', ',
  )

export const whereOf = (condition: Sql | undefined): Sql => (condition === undefined ? sql`` : sql` where ${condition}`)

const conditionOf = (one: Sql | undefined, other: Sql | undefined): Sql | undefined =>
  one === undefined || other === undefined ? (one ?? other) : sql`(${one}) and (${other})`

/** `(a, b)` behind `(1, 2)`: a > 1, or a = 1 and b > 2. */
function behind(keys: readonly Column[], row: Row): Sql {
  return join(
    keys.map((column, i) => {
      const same = keys
        .slice(0, i)
        .map((before, j) => sql`${name(before.name)} = ${value(row[j] ?? null, before.kind)}`)
      return sql`(${join([...same, sql`${name(column.name)} > ${value(row[i] ?? null, column.kind)}`], ' and ')})`
    }),
    ' or ',
  )
}

/** Rows of certain keys, in statements as large as the database takes. */
export async function rowsOfKeys(
  driver: Driver,
  { source, columns, keys: count }: Selection,
  keys: readonly Key[],
): Promise<Row[]> {
  const found: Row[] = []
  const most = Math.max(1, Math.min(MOST_KEYS, Math.floor(driver.dialect.parameters / count)))
  for (let i = 0; i < keys.length; i += most) {
    const part = evenly(keys.slice(i, i + most))
    const condition = isOneOf(driver, columns.slice(0, count), part)
    const { rows } = await driver.query(sql`select ${selected(driver, columns)} from ${source} where ${condition}`)
    // One at a time: a large group has more values than a call has room for parameters.
    for (const row of rows) found.push(row)
  }
  return found
}

const MOST_KEYS = 1_000

// Few lengths make few statements for the server to prepare: the last key is repeated.
function evenly(keys: readonly Key[]): readonly Key[] {
  const last = keys.at(-1)
  if (last === undefined) return keys
  const length = 2 ** Math.ceil(Math.log2(keys.length))
  return length > MOST_KEYS ? keys : [...keys, ...Array.from({ length: length - keys.length }, () => last)]
}

export function isOneOf({ dialect }: Driver, columns: readonly Column[], keys: readonly Key[]): Sql {
  const [only] = columns
  if (columns.length === 1 && only !== undefined) {
    return sql`${name(only.name)} in (${join(
      keys.map(([part]) => value(part ?? null, only.kind)),
      ', ',
    )})`
  }
  const cells = (key: Key) => columns.map((column, i) => value(key[i] ?? null, column.kind))
  if (dialect.rowValues) {
    const left = join(
      columns.map(column => name(column.name)),
      ', ',
    )
    return sql`(${left}) in (${join(
      keys.map(key => sql`(${join(cells(key), ', ')})`),
      ', ',
    )})`
  }
  return join(
    keys.map(key => sql`(${join(isThis(columns, key), ' and ')})`),
    ' or ',
  )
}

/** Conditions that each column has its part of the key. */
export const isThis = (columns: readonly Column[], key: Key): Sql[] =>
  columns.map((column, i) => sql`${name(column.name)} = ${value(key[i] ?? null, column.kind)}`)
