import type { ReadItem } from '../kit/pages.js'
import type { Catalogue } from './catalogue.js'
import { type Beside, decodeRow, dnOf } from './decode.js'
import type { Driver, Row } from './driver.js'
import { type Key, keyOf } from './key.js'
import type { Relation } from './relation.js'
import { chunksOf, rowsOfKeys } from './rows.js'
import { type Shape, shapeOf, type ValueShape } from './shape.js'
import type { Cell, Sql } from './statement.js'
import { keysOf, type ValueFinder, type ValuesByKey, valuesInOrder, valuesOfKeys } from './values.js'

/** Reads objects whole: their rows, the values in other tables, and the names of what they refer to. */
export interface ObjectReader {
  readonly shape: Shape
  /** In the order of the keys. Each chunk has a result for every row that was read, `undefined` for one marked as deleted. */
  all(options: { readonly size: number; readonly where?: Sql }): AsyncIterable<readonly Read[]>
  /** Those of the keys that are there. */
  byKey(keys: readonly Key[]): Promise<readonly Read[]>
}

export interface Read {
  readonly key: Key | undefined
  /** Undefined: the row says that it is deleted. */
  readonly item: ReadItem | undefined
}

export interface Reading {
  readonly driver: Driver
  readonly catalogue: Catalogue
  readonly relations: readonly Relation[]
}

export async function objectReader(relation: Relation, reading: Reading): Promise<ObjectReader> {
  const { driver, catalogue } = reading
  const shape = await shapeOf(relation, catalogue)
  const targets = await targetShapes(shape, reading)
  const { source } = relation
  const selection = { source, columns: shape.columns, keys: shape.key.length }
  const decode = async (rows: readonly Row[], finders: Finders): Promise<Read[]> => {
    const beside = await besideOf(rows, shape, { driver, targets, finders })
    return rows.map(row => ({ key: keyOf(row, shape.key), item: decodeRow(row, shape, beside) }))
  }
  const findersBy = (find: (values: ValueShape) => ValueFinder): Finders =>
    new Map(shape.values.map(values => [values.attribute, find(values)]))
  const byKeys = findersBy(values => valuesOfKeys(driver, values))
  return {
    shape,
    async *all({ size, where }) {
      const isWhole = where === undefined && driver.interleaves
      const finders = isWhole ? findersBy(values => valuesInOrder(driver, values, shape)) : byKeys
      const isInterrupted = shape.values.length > 0 || targets.size > 0
      for await (const rows of chunksOf(driver, { ...selection, where }, { size, isInterrupted }))
        yield decode(rows, finders)
      for (const finder of finders.values()) await finder.end()
    },
    byKey: async keys => decode(await rowsOfKeys(driver, selection, keys), byKeys),
  }
}

/** How the values of each attribute are found. */
type Finders = ReadonlyMap<string, ValueFinder>

/** How to find the names of what a relation refers to by key. */
async function targetShapes(shape: Shape, { relations, catalogue }: Reading): Promise<ReadonlyMap<string, Shape>> {
  const entries = new Set([...shape.types.values()].flat().map(({ target }) => target))
  const found = new Map<string, Shape>()
  for (const relation of relations) {
    if (!entries.has(relation.entry)) continue
    found.set(relation.entry, await shapeOf({ ...relation, types: [] }, catalogue))
  }
  return found
}

interface Beneath {
  readonly driver: Driver
  readonly finders: Finders
  readonly targets: ReadonlyMap<string, Shape>
}

async function besideOf(rows: readonly Row[], shape: Shape, { driver, targets, finders }: Beneath): Promise<Beside> {
  const keys = keysOf(rows, shape)
  const values = new Map<string, ValuesByKey>()
  for (const [attribute, finder] of finders) values.set(attribute, await finder.of(keys))
  const wanted = wantedKeys(rows, shape, values)
  const names = new Map<string, ReadonlyMap<string, string>>()
  for (const [entry, target] of targets) {
    names.set(entry, await namesOf(target, [...(wanted.get(entry) ?? [])], driver))
  }
  return { values, names }
}

function wantedKeys(rows: readonly Row[], { types }: Shape, values: Beside['values']): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  const want = (target: string, cell: Cell | undefined) => {
    if (cell === null || cell === undefined) return
    const set = wanted.get(target) ?? new Set()
    wanted.set(target, set.add(cell))
  }
  const places = new Set([...types.values()].flat())
  for (const { at, target } of places) {
    if (target === undefined) continue
    if (typeof at === 'number') for (const row of rows) want(target, row[at])
    else for (const cells of values.get(at.attribute)?.values() ?? []) for (const cell of cells) want(target, cell)
  }
  return wanted
}

/** The names of objects by their keys, of one column; asked for only where the key alone does not tell them. */
async function namesOf(shape: Shape, keys: readonly string[], driver: Driver): Promise<Map<string, string>> {
  const { relation, columns, dn, key } = shape
  const names = new Map<string, string>()
  if (dn.every(place => key.includes(place))) {
    for (const one of keys) {
      const name = relation.dn.dnOf(dn.map(() => one))
      if (name !== undefined) names.set(one, name)
    }
    return names
  }
  const selection = { source: relation.source, columns, keys: 1 }
  for (const row of await rowsOfKeys(
    driver,
    selection,
    keys.map(one => [one]),
  )) {
    const name = dnOf(row, shape)
    const own = row[0]
    if (name !== undefined && typeof own === 'string') names.set(own, name)
  }
  return names
}
