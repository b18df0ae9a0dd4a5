import { belongsTo, type Found } from './find.js'
import { valueRelation } from './relation.js'
import { unwritable } from './row-insert.js'
import { deleteAllValues } from './row-values.js'
import type { Source } from './source.js'
import { name, sql, value } from './statement.js'
import { runDelete } from './template.js'

/** Deletes an object with the rows of its values, or marks it as deleted where the agent says so. @throws Refused, DatabaseError */
export async function removeRow(source: Source, found: Found): Promise<void> {
  const { relation, key, keyColumns, dn } = found
  const { deleted, deletedValue, statements, values } = relation.settings
  if (deleted !== undefined && statements.delete === undefined) {
    if (relation.table === undefined) throw unwritable(relation, dn)
    const [column] = await source.catalogue.columns(relation.source, [deleted])
    const kind = column?.kind ?? 'text'
    const cell = kind === 'integer' && deletedValue === 'true' ? '1' : deletedValue
    const moment = kind === 'time' && deletedValue === 'true'
    const mark = moment ? source.driver.dialect.now : value(cell, kind)
    await source.driver.query(
      sql`update ${relation.table} set ${name(deleted)} = ${mark} where ${belongsTo(keyColumns, key)}`,
    )
    return
  }
  for (const settings of Object.values(values)) await deleteAllValues(source, valueRelation(settings), key)
  if (statements.delete !== undefined) return runDelete(source, found)
  if (relation.table === undefined) throw unwritable(relation, dn)
  await source.driver.query(sql`delete from ${relation.table} where ${belongsTo(keyColumns, key)}`)
}
