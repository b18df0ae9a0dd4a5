import { ProblemError } from '../../../model/problem.js'
import type { Database } from '../../database.js'
import { newBinding } from '../page.js'
import { newWriting } from './column.js'
import { relatedListSql, rootListSql } from './list.js'
import type { ObjectList, RelatedList, Visibility } from './plan.js'

/** A list as it is read: its length where that was asked for, and its objects. */
export type RawList = readonly [count: number | null, objects: readonly RawObject[] | null]

/** An object as it is read: id, type, cursor, and what was selected in pieces. */
export type RawObject = readonly [id: number, type: string, cursor: readonly (string | null)[] | null, ...unknown[][]]

/**
 * A page of all objects with everything selected below: one statement.
 * @throws ProblemError `request.invalid` when a cursor speaks of times or numbers that are none
 */
export async function readObjectList(database: Database, list: ObjectList, visibility: Visibility): Promise<RawList> {
  const { text, values } = statementFor(list, visibility)
  try {
    const [row] = await database.prepared<{ list: RawList }>(text, values)
    return row?.list ?? [null, null]
  } catch (error) {
    throw isDataException(error) && hasCursor(list) ? madeByHand() : error
  }
}

const hasCursor = ({ page, nodes }: ObjectList): boolean =>
  page.after !== undefined || page.before !== undefined || nodes?.lists.some(hasCursor) === true

/** A value that is none of its type: class 22 of SQL's states. */
const isDataException = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^22/.test(String(error.code))

const madeByHand = (): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: 'The cursor is none of this list.',
    hint: 'Use a cursor that this list has answered in the same order: of an edge, or of pageInfo.',
  })

interface Statement {
  readonly visibility: Visibility
  readonly text: string
  readonly values: readonly unknown[]
}

const written = new WeakMap<ObjectList, Statement>()

/** Lists that are asked for again are the same object: their statement is written once. */
function statementFor(list: ObjectList, visibility: Visibility): Statement {
  const held = written.get(list)
  if (held?.visibility === visibility) return held
  const { values, bind } = newBinding()
  const text = `select ${rootListSql(list, newWriting(bind, visibility))} as list`
  const statement = { visibility, text, values }
  written.set(list, statement)
  return statement
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
  const rows = await database.prepared<{ id: number; list: RawList | RawObject | null }>(
    `select p.id, ${sql} as list from unnest(${ids}::bigint[]) p (id)`,
    values,
  )
  return new Map(rows.map(row => [row.id, row.list]))
}
