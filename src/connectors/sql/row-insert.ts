import type { Attributes } from '../../model/value.js'
import { assignments, putAttribute, putName } from './assignments.js'
import type { Column, Result } from './driver.js'
import { anchorOf, type Key } from './key.js'
import type { Insertion } from './orders.js'
import { refused } from './refused.js'
import type { Relation } from './relation.js'
import { addValues } from './row-values.js'
import type { Source } from './source.js'
import { type Cell, EMPTY, join, name, type Sql, sql, value } from './statement.js'
import { runInsert } from './template.js'

/** Makes an object: its row and those of its values. @returns its anchor @throws Refused, DatabaseError */
export async function insertRow(source: Source, relation: Relation, insertion: Insertion): Promise<string> {
  const { insert } = relation.settings.statements
  const key =
    insert === undefined ? await insertInto(source, relation, insertion) : await runInsert(source, relation, insertion)
  const { dn, attributes } = insertion.delta
  const columns = await source.catalogue.columns(relation.source, relation.key)
  for (const attribute of insertion.attributes.values()) {
    const values = attributes[attribute.definition.name] ?? []
    if (attribute.values !== undefined) await addValues(source, attribute, { key, columns, values, dn })
  }
  return anchorOf(relation.entry, key)
}

async function insertInto(source: Source, relation: Relation, { delta, attributes }: Insertion): Promise<Key> {
  const { table } = relation
  if (table === undefined) throw unwritable(relation, delta.dn)
  const row = assignments(source, relation, delta.dn)
  putName(row, relation, delta.dn)
  const { objectTypeColumn } = relation.settings
  if (objectTypeColumn !== undefined) row.put(objectTypeColumn, delta.objectType, 'the object type')
  for (const [attributeName, attribute] of attributes) {
    const given = (delta.attributes as Attributes)[attributeName]
    if (attribute.values !== undefined || given === undefined) continue
    await putAttribute(row, attribute, { value: given[0], relation, source, dn: delta.dn })
  }
  const cells = await row.resolve()
  const keys = await source.catalogue.columns(relation.source, relation.key)
  const given = keys.map(column => row.get(column.name) ?? null)
  const result = await source.driver.query(statementFor(source, { table, cells, keys, given }))
  return keyFrom(result, given, { relation, dn: delta.dn })
}

interface Inserting {
  readonly table: Sql
  readonly cells: readonly { readonly column: Column; readonly cell: Cell }[]
  readonly keys: readonly Column[]
  readonly given: readonly Cell[]
}

function statementFor({ driver: { dialect } }: Source, { table, cells, keys, given }: Inserting): Sql {
  const isNumber = keys.length === 1 && keys[0]?.kind !== 'text'
  const isMade = given.includes(null)
  const list = (prefix: Sql) =>
    join(
      keys.map(column => sql`${prefix}${name(column.name)}`),
      ', ',
    )
  // A table with triggers takes no OUTPUT clause; numbers are told without it.
  const tellsScope = dialect.generated === 'output' && isMade && isNumber
  const output = dialect.generated === 'output' && isMade && !tellsScope ? sql` output ${list(sql`inserted.`)}` : EMPTY
  const returning = dialect.generated === 'returning' ? sql` returning ${list(EMPTY)}` : EMPTY
  const scope = tellsScope ? sql`; select cast(scope_identity() as varchar(40))` : EMPTY
  if (cells.length === 0) return sql`insert into ${table}${output}${dialect.insertDefaults}${returning}${scope}`
  const names = join(
    cells.map(({ column }) => name(column.name)),
    ', ',
  )
  const values = join(
    cells.map(({ column, cell }) => value(cell, column.kind)),
    ', ',
  )
  return sql`insert into ${table} (${names})${output} values (${values})${returning}${scope}`
}

/** The key of the new row: as the database tells it, or as it was given. */
function keyFrom(
  { rows, insertId }: Result,
  given: readonly Cell[],
  { relation, dn }: { readonly relation: Relation; readonly dn: string },
): Key {
  const told = rows[0] ?? given.map(cell => cell ?? insertId ?? null)
  const key = told.filter(cell => cell !== null)
  if (key.length === given.length) return key
  throw refused(
    'missing-anchor-component',
    `The database does not tell the key of the new object (${relation.key.join(', ')}).`,
    { dn },
    'Let a flow give the key, or the database generate a number.',
  )
}

export const unwritable = ({ entry }: Relation, dn: string) =>
  refused(
    'schema-violation',
    `${entry} is read by a query, and nothing says how to write it.`,
    { dn },
    'Name the table, or give statements for insert, update and delete.',
  )
