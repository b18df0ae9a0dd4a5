import type { Database } from '../database.js'

/** How a value is written for searching. */
export type KeyOf = (value: string) => string

const PAGE = 5_000

/** Brings one attribute's search keys up to date in all metaverse objects, page by page. Answers how many objects changed. */
export async function backfillKeys(database: Database, attribute: string, keyOf: KeyOf): Promise<number> {
  await database.query('update metaverse_object set keys = keys - $1::text where keys ? $1 and not attributes ? $1', [
    attribute,
  ])
  let changed = 0
  for (let after = 0; ; ) {
    const rows = await database.query<Row>(SELECT, [attribute, after, PAGE])
    const stale = rows.flatMap(({ id, values, keys }) => {
      const now = values.map(keyOf)
      return JSON.stringify(now) === JSON.stringify(keys) ? [] : [{ id, values, keys: now }]
    })
    if (stale.length > 0) await database.query(UPDATE, [attribute, JSON.stringify(stale)])
    changed += stale.length
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return changed
    after = last.id
  }
}

interface Row {
  readonly id: number
  readonly values: string[]
  readonly keys: string[] | null
}

const SELECT = `select id, attributes -> $1 as values, keys -> $1 as keys from metaverse_object
  where id > $2 and attributes ? $1 order by id limit $3`

// An object whose values have changed meanwhile was saved with its keys already.
const UPDATE = `update metaverse_object object set keys = object.keys || jsonb_build_object($1::text, stale.keys)
  from jsonb_to_recordset($2::jsonb) as stale (id bigint, "values" jsonb, keys jsonb)
  where object.id = stale.id and object.attributes -> $1 = stale."values"`
