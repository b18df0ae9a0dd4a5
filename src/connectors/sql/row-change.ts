import { valuesOf } from '../../model/value.js'
import { changedValues } from '../kit/changes.js'
import { assignments, putAttribute, putName } from './assignments.js'
import { belongsTo, type Found } from './find.js'
import type { Change } from './orders.js'
import { refused } from './refused.js'
import { unwritable } from './row-insert.js'
import { addValues, deleteValues } from './row-values.js'
import type { Source } from './source.js'
import { join, name, sql, value } from './statement.js'
import { runUpdate } from './template.js'

/** Changes an object: its row if need be, and single rows of its values. @throws Refused, DatabaseError */
export async function changeRow(source: Source, found: Found, change: Change): Promise<void> {
  if (found.relation.settings.statements.update !== undefined) await runUpdate(source, found, change)
  else await update(source, found, change)
  const { key, keyColumns: columns, dn } = found
  for (const [attributeName, list] of Object.entries(change.delta.changes)) {
    const attribute = change.attributes.get(attributeName)
    if (attribute?.values === undefined) continue
    const held = new Set(valuesOf(change.image, attributeName))
    const wanted = changedValues([...held], list)
    const stays = new Set(wanted)
    const goes = [...held].filter(one => !stays.has(one))
    const comes = wanted.filter(one => !held.has(one))
    if (goes.length > 0) await deleteValues(source, attribute, { key, columns, values: goes, dn })
    await addValues(source, attribute, { key, columns, values: comes, dn })
  }
}

async function update(source: Source, { relation, key, keyColumns, dn }: Found, change: Change): Promise<void> {
  const { newDn } = change.delta
  const row = assignments(source, relation, dn)
  if (newDn !== undefined && newDn !== dn) putName(row, relation, newDn)
  for (const [attributeName, list] of Object.entries(change.delta.changes)) {
    const attribute = change.attributes.get(attributeName)
    if (attribute === undefined || attribute.values !== undefined) continue
    const values = changedValues(valuesOf(change.image, attributeName), list)
    if (values.length > 1)
      throw refused('constraint-violation', `The attribute is one column, and would have ${values.length} values.`, {
        dn,
        attribute: attributeName,
      })
    await putAttribute(row, attribute, { value: values[0], relation, source, dn })
  }
  const cells = await row.resolve()
  if (cells.length === 0) return
  for (const [i, column] of relation.key.entries()) {
    const cell = row.get(column)
    if (cell === undefined || cell === key[i]) continue
    throw refused(
      'modify-naming-attribute',
      `The column ${column} is the key of the object and cannot change.`,
      { dn },
      'Delete the object and make it anew, or choose a key that never changes.',
    )
  }
  if (relation.table === undefined) throw unwritable(relation, dn)
  const set = cells.map(({ column, cell }) => sql`${name(column.name)} = ${value(cell, column.kind)}`)
  await source.driver.query(sql`update ${relation.table} set ${join(set, ', ')} where ${belongsTo(keyColumns, key)}`)
}
