import DataLoader from 'dataloader'

/** Keys are asked for one by one, and fetched together. */
export type Fetch<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>

/**
 * What one request has asked the hub for: everything of one name that a level of the query needs becomes one call, and nothing
 * is fetched twice.
 */
export interface Batches {
  load<Key extends string | number, Value>(name: string, key: Key, fetch: Fetch<Key, Value>): Promise<Value | undefined>
}

export function createBatches(): Batches {
  const loaders = new Map<string, DataLoader<never, unknown>>()
  return {
    load<Key extends string | number, Value>(name: string, key: Key, fetch: Fetch<Key, Value>) {
      let loader = loaders.get(name) as DataLoader<Key, Value | undefined> | undefined
      if (loader === undefined) {
        loader = new DataLoader(async keys => {
          const found = await fetch(keys)
          return keys.map(each => found.get(each))
        })
        loaders.set(name, loader as unknown as DataLoader<never, unknown>)
      }
      return loader.load(key)
    },
  }
}

/** Rows by their ids. */
export function byId<Row extends { readonly id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map(row => [row.id, row]))
}

/** Rows by what they belong to; what nothing belongs to has an empty list. */
export function groupBy<Row>(
  keys: readonly number[],
  rows: readonly Row[],
  keyOf: (row: Row) => number,
): Map<number, Row[]> {
  const groups = new Map<number, Row[]>(keys.map(key => [key, []]))
  for (const row of rows) groups.get(keyOf(row))?.push(row)
  return groups
}
