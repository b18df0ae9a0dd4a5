import type { Database } from '../../database.js'
import { newBinding } from '../page.js'
import { newWriting } from './column.js'
import { objectSql, relatedListSql, rootListSql } from './list.js'
import type { ObjectList, ObjectSelection, RelatedList, Visibility } from './plan.js'

/** A list as it is read: its length where that was asked for, and its objects. */
export type RawList = readonly [count: number | null, objects: readonly RawObject[] | null]

/** An object as it is read: id, type, cursor, and what was selected in pieces. */
export type RawObject = readonly [id: number, type: string, cursor: readonly (string | null)[] | null, ...unknown[][]]

/** A page of all objects with everything selected below: one statement. */
export async function readObjectList(database: Database, list: ObjectList, visibility: Visibility): Promise<RawList> {
  const { values, bind } = newBinding()
  const sql = rootListSql(list, newWriting(bind, visibility))
  const [row] = await database.read<{ list: RawList }>(`select ${sql} as list`, values)
  return row?.list ?? [null, null]
}

/** The same list of many objects, by their ids: one statement. */
export async function readRelatedLists(
  database: Database,
  objects: readonly number[],
  list: RelatedList,
  visibility: Visibility,
): Promise<Map<number, RawList | RawObject | null>> {
  const { values, bind } = newBinding()
  const ids = bind(objects)
  const sql = relatedListSql(list, 'p', newWriting(bind, visibility))
  const rows = await database.read<{ id: number; list: RawList | RawObject | null }>(
    `select p.id, ${sql} as list from unnest(${ids}::bigint[]) p (id)`,
    values,
  )
  return new Map(rows.map(row => [row.id, row.list]))
}

/** Objects by their ids, with everything selected: one statement. */
export async function readObjects(
  database: Database,
  ids: readonly number[],
  selection: ObjectSelection,
  visibility: Visibility,
): Promise<RawObject[]> {
  const { values, bind } = newBinding()
  const sql = objectSql(selection, 'o', 'null', newWriting(bind, visibility))
  const rows = await database.read<{ object: RawObject }>(
    `select ${sql} as object from metaverse_object o where o.id = any(${bind(ids)}::bigint[])`,
    values,
  )
  return rows.map(row => row.object)
}
