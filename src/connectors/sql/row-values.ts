import type { Values } from '../../model/value.js'
import { encodeCell } from './cell.js'
import type { Column } from './driver.js'
import { belongsTo, isAmong } from './find.js'
import type { Key } from './key.js'
import { refused } from './refused.js'
import type { Attribute, ValueRelation } from './relation.js'
import type { Source } from './source.js'
import { join, name, type Sql, sql, value } from './statement.js'

export interface Owned {
  readonly key: Key
  /** The columns of the key in the object's own row. */
  readonly columns: readonly Column[]
  readonly values: Values
  readonly dn: string
}

const DELETED_AT_ONCE = 1_000

interface Table {
  readonly table: Sql
  readonly keys: readonly Column[]
  readonly column: Column
}

/** Adds rows of a multi-valued attribute, several in one statement. */
export async function addValues(source: Source, attribute: Attribute, { key, values, dn }: Owned): Promise<void> {
  if (values.length === 0) return
  const { table, keys, column } = await tableOf(source, attribute, dn)
  const { dialect } = source.driver
  const columns = join(
    [...keys, column].map(each => name(each.name)),
    ', ',
  )
  const most = Math.max(1, Math.min(dialect.insertRows, Math.floor(dialect.parameters / (keys.length + 1))))
  for (let i = 0; i < values.length; i += most) {
    const rows = values.slice(i, i + most).map(each => {
      const cell = attribute.target === undefined ? encodeCell(attribute.definition, each, column, { dn }) : each
      const cells = [...keys.map((keyColumn, at) => value(key[at] ?? null, keyColumn.kind)), value(cell, column.kind)]
      return sql`(${join(cells, ', ')})`
    })
    await source.driver.query(sql`insert into ${table} (${columns}) values ${join(rows, ', ')}`)
  }
}

/** Deletes the rows of certain values. */
export async function deleteValues(source: Source, attribute: Attribute, { key, values, dn }: Owned): Promise<void> {
  const { table, keys, column } = await tableOf(source, attribute, dn)
  for (let i = 0; i < values.length; i += DELETED_AT_ONCE) {
    const cells = values
      .slice(i, i + DELETED_AT_ONCE)
      .map(each => (attribute.target === undefined ? encodeCell(attribute.definition, each, column, { dn }) : each))
    await source.driver.query(
      sql`delete from ${table} where ${belongsTo(keys, key)} and ${isAmong(source, column, cells)}`,
    )
  }
}

/** Deletes all rows that belong to a key. */
export async function deleteAllValues(
  source: Source,
  { source: from, table, key: names }: ValueRelation,
  key: Key,
): Promise<void> {
  if (table === undefined) return
  const keys = await source.catalogue.columns(from, names)
  await source.driver.query(sql`delete from ${table} where ${belongsTo(keys, key)}`)
}

async function tableOf(source: Source, { values, definition }: Attribute, dn: string): Promise<Table> {
  const columns = values && (await source.catalogue.columns(values.source, [...values.key, values.column]))
  const column = columns?.at(-1)
  if (values?.table === undefined || column === undefined) {
    throw refused(
      'readonly-attribute',
      `The values of ${definition.name} are read by a query, and nothing says where to write them.`,
      { dn, attribute: definition.name },
      'Name their table.',
    )
  }
  return { table: values.table, keys: columns?.slice(0, -1) ?? [], column }
}
