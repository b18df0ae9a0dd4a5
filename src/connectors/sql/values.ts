import { stop } from '../kit/stop.js'
import type { Driver, Row } from './driver.js'
import { joinParts, type Key, keyOf } from './key.js'
import { rowsOfKeys } from './rows.js'
import type { Shape, ValueShape } from './shape.js'
import { type Cell, join, name, sql } from './statement.js'

/** The cells of a multi-valued attribute by the joined key of their object. */
export type ValuesByKey = ReadonlyMap<string, readonly Cell[]>

/** Finds the values that belong to the objects of one chunk after the other. */
export interface ValueFinder {
  of(keys: readonly Key[]): Promise<ValuesByKey>
  /** After the last chunk. @throws ConnectorError when values are left whose objects did not come */
  end(): Promise<void>
}

const ROWS = 2_000

/** Asks for the values of each chunk's keys: for some objects among many. */
export function valuesOfKeys(driver: Driver, { relation: { source }, columns }: ValueShape): ValueFinder {
  const count = columns.length - 1
  return {
    of: async keys => {
      const found = new Map<string, Cell[]>()
      for (const row of await rowsOfKeys(driver, { source, columns, keys: count }, keys)) put(found, row, count)
      return found
    },
    end: async () => {},
  }
}

/**
 * Reads the values in the order in which their objects are read, beside them: for all objects. They are joined with the objects, so
 * that each of them belongs to one, and are ordered by the same columns.
 */
export function valuesInOrder(driver: Driver, { relation, columns }: ValueShape, owner: Shape): ValueFinder {
  const keys = relation.key.map((column, i) => ({
    own: sql`o.${name(owner.relation.key[i] ?? '')}`,
    there: sql`v.${name(column)}`,
  }))
  const count = keys.length
  const listed = join(
    keys.map(({ own }) => own),
    ', ',
  )
  const same = join(
    keys.map(({ own, there }) => sql`${own} = ${there}`),
    ' and ',
  )
  const column = driver.dialect.selected(sql`v.${name(relation.column)}`, columns.at(-1)?.kind ?? 'text')
  const statement = sql`select ${listed}, ${column}
    from (select * from ${relation.source}) v join (select * from ${owner.relation.source}) o on ${same} order by ${listed}`
  const rows = flat(driver.stream(statement, ROWS))
  let next: IteratorResult<Row> | undefined
  return {
    of: async wanted => {
      const known = new Set(wanted.map(joinParts))
      const found = new Map<string, Cell[]>()
      next ??= await rows.next()
      while (!next.done && put(found, next.value, count, known)) next = await rows.next()
      return found
    },
    end: async () => {
      next ??= await rows.next()
      if (!next.done) throw disordered(owner, relation.column)
    },
  }
}

async function* flat(chunks: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of chunks) yield* rows
}

/** @returns whether the row belongs to one of the keys; without `known` it does */
function put(found: Map<string, Cell[]>, row: Row, count: number, known?: ReadonlySet<string>): boolean {
  const key = joinParts(row.slice(0, count).map(cell => cell ?? ''))
  if (known?.has(key) === false) return false
  const cells = found.get(key)
  if (cells === undefined) found.set(key, [row[count] ?? null])
  else cells.push(row[count] ?? null)
  return true
}

const disordered = ({ relation: { entry } }: Shape, column: string) =>
  stop('stopped-import-read', {
    code: 'source.malformed',
    message: `Values of ${column} did not come in the order of the keys of ${entry}.`,
    hint: 'The key is not unique, or is ordered by a collation that takes different texts for the same. Name another key.',
    where: { path: `settings.objects.${entry}.key` },
  })

/** The keys of those rows that have one. */
export const keysOf = (rows: readonly Row[], { key }: Pick<Shape, 'key'>): Key[] =>
  rows.map(row => keyOf(row, key)).filter(found => found !== undefined)
