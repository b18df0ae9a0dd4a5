import type { Changes } from '../../model/delta.js'
import type { Attributes, Values } from '../../model/value.js'
import { encodeCell } from './cell.js'
import { decodeCell } from './decode.js'
import { belongsTo, type Found, isAmong } from './find.js'
import type { Attribute, ValueRelation } from './relation.js'
import { selected } from './rows.js'
import type { Source } from './source.js'
import { type Cell, sql } from './statement.js'

const AT_ONCE = 1_000

/** What is asked of an attribute: whether it has certain values, or all that it has. */
export type Asked = ReadonlyMap<string, Values | 'all'>

export function askedOf(changes: Changes): Asked {
  return new Map(
    Object.entries(changes).map(([name, list]) => {
      const isReplaced = list.some(({ operation }) => operation === 'replace')
      return [name, isReplaced ? 'all' : list.flatMap(({ values }) => values)]
    }),
  )
}

/**
 * The part of an object that a write has to know: of the attributes asked for those values. A group with a hundred thousand members is
 * not read for one of them.
 */
export async function imageOf(
  found: Found,
  asked: Asked,
  { source, attributes }: { readonly source: Source; readonly attributes: ReadonlyMap<string, Attribute> },
): Promise<Attributes> {
  const image: Record<string, Values> = {}
  const singles: Attribute[] = []
  for (const [name, values] of asked) {
    const attribute = attributes.get(name)
    if (attribute === undefined || attribute.definition.exportOnly) continue
    if (attribute.values === undefined) singles.push(attribute)
    else put(image, attribute, await cellsOf(found, { attribute, values, table: attribute.values }, source))
  }
  const cells = await singleCells(found, singles, source)
  for (const [i, attribute] of singles.entries()) put(image, attribute, [cells[i] ?? null])
  return image
}

async function singleCells(found: Found, singles: readonly Attribute[], source: Source): Promise<readonly Cell[]> {
  if (singles.length === 0) return []
  const { relation, key, keyColumns } = found
  const columns = await source.catalogue.columns(
    relation.source,
    singles.map(({ column }) => column),
  )
  const { rows } = await source.driver.query(
    sql`select ${selected(source.driver, columns)} from ${relation.source} where ${belongsTo(keyColumns, key)}`,
  )
  return rows[0] ?? []
}

async function cellsOf(
  { key, dn }: Found,
  {
    attribute,
    values,
    table,
  }: { readonly attribute: Attribute; readonly values: Values | 'all'; readonly table: ValueRelation },
  source: Source,
): Promise<Cell[]> {
  const columns = await source.catalogue.columns(table.source, [...table.key, table.column])
  const column = columns.at(-1)
  if (column === undefined) return []
  const select = sql`select ${selected(source.driver, [column])} from ${table.source} where ${belongsTo(columns.slice(0, -1), key)}`
  if (values === 'all') return (await source.driver.query(select)).rows.map(([cell]) => cell ?? null)
  const cells: Cell[] = []
  for (let i = 0; i < values.length; i += AT_ONCE) {
    const part = values.slice(i, i + AT_ONCE).map(value => encodeCell(attribute.definition, value, column, { dn }))
    const { rows } = await source.driver.query(sql`${select} and ${isAmong(source, column, part)}`)
    for (const [cell] of rows) cells.push(cell ?? null)
  }
  return cells
}

function put(image: Record<string, Values>, { definition, target }: Attribute, cells: readonly Cell[]): void {
  const values = new Set<string>()
  for (const cell of cells) {
    if (cell === null) continue
    const decoded = target === undefined ? decodeCell(definition, cell) : { ok: true as const, value: cell }
    values.add(decoded.ok ? decoded.value : cell)
  }
  if (values.size > 0) image[definition.name] = [...values]
}
