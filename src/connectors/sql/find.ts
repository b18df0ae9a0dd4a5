import { dnKey } from '../../model/dn.js'
import { dnOf, isMarked, typeOf } from './decode.js'
import type { Column } from './driver.js'
import { anchorOf, type Key, keyOf, keyOfAnchor } from './key.js'
import type { Relation } from './relation.js'
import { isOneOf, isThis, rowsOfKeys, selected } from './rows.js'
import { type Shape, shapeOf } from './shape.js'
import type { Source } from './source.js'
import { EMPTY, join, type Sql, sql } from './statement.js'

/** A row that is there, and locked until the transaction ends. */
export interface Found {
  readonly relation: Relation
  readonly key: Key
  readonly keyColumns: readonly Column[]
  readonly anchor: string
  readonly dn: string
  readonly objectType: string
}

/** The row of an anchor; undefined when no relation has it. */
export async function findByAnchor(
  anchor: string,
  relations: readonly Relation[],
  source: Source,
): Promise<Found | undefined> {
  for (const relation of relations) {
    const key = keyOfAnchor(relation.entry, anchor, relation.key.length)
    if (key === undefined) continue
    const shape = await shapeOf({ ...relation, types: [] }, source.catalogue)
    return findRow(relation, { shape, condition: isThis(keyColumns(shape), key) }, source)
  }
  return undefined
}

/** The row of a name, in whichever of the relations it is. */
export async function findByDn(dn: string, relations: readonly Relation[], source: Source): Promise<Found | undefined> {
  for (const relation of relations) {
    const cells = relation.dn.cellsOf(dn)
    if (cells === undefined) continue
    const shape = await shapeOf({ ...relation, types: [] }, source.catalogue)
    const found = await findRow(relation, { shape, condition: isThis(dnColumns(shape), cells) }, source)
    if (found !== undefined) return found
  }
  return undefined
}

async function findRow(
  relation: Relation,
  { shape, condition }: { readonly shape: Shape; readonly condition: readonly Sql[] },
  { driver }: Source,
): Promise<Found | undefined> {
  const { columns } = shape
  const lock = relation.table === undefined ? { hint: EMPTY, suffix: EMPTY } : driver.dialect.lock
  const { rows } = await driver.query(
    sql`select ${selected(driver, columns)} from ${relation.source}${lock.hint} where ${join(condition, ' and ')}${lock.suffix}`,
  )
  for (const row of rows) {
    const key = keyOf(row, shape.key)
    const objectType = typeOf(row, shape)
    const dn = dnOf(row, shape)
    if (key === undefined || objectType === undefined || dn === undefined || isMarked(row, shape)) continue
    return { relation, key, keyColumns: keyColumns(shape), anchor: anchorOf(relation.entry, key), dn, objectType }
  }
  return undefined
}

const keyColumns = ({ columns, key }: Shape): Column[] => columns.filter((_, i) => key.includes(i))
const dnColumns = ({ columns, dn }: Shape): Column[] => dn.flatMap(place => columns[place] ?? [])

/** The keys of objects of one relation by {@link dnKey} of their names; names that are not there are left out. */
export async function keysOfNames(
  names: readonly string[],
  relation: Relation,
  { driver, catalogue }: Source,
): Promise<ReadonlyMap<string, string>> {
  const shape = await shapeOf({ ...relation, types: [] }, catalogue)
  const cells = names.map(name => relation.dn.cellsOf(name)).filter(found => found !== undefined)
  const columns = [...dnColumns(shape), ...shape.columns]
  const keys = new Map<string, string>()
  for (const row of await rowsOfKeys(driver, { source: relation.source, columns, keys: shape.dn.length }, cells)) {
    const own = row.slice(shape.dn.length)
    const [key, dn] = [own[0], dnOf(own, shape)]
    if (typeof key === 'string' && dn !== undefined && !isMarked(own, shape)) keys.set(dnKey(dn), key)
  }
  return keys
}

/** The condition that a row belongs to a key. */
export const belongsTo = (columns: readonly Column[], key: Key): Sql => join(isThis(columns, key), ' and ')

/** The condition that a column has one of the values. */
export const isAmong = (source: Source, column: Column, cells: readonly string[]): Sql =>
  isOneOf(
    source.driver,
    [column],
    cells.map(cell => [cell]),
  )
