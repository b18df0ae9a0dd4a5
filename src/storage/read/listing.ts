import type { Session } from '../database.js'
import { type Bind, type KeyOrder, keyset, newBinding, type Page, type PageRequest, toPage } from './page.js'

/** A list as SQL. Lists of many parents at once speak of the parent's columns as `p.c1`, `p.c2` … */
export interface Listing {
  readonly select: string
  readonly from: string
  readonly conditions: readonly string[]
  readonly order: KeyOrder
}

export type MakeListing = (bind: Bind) => Listing

/** What the lists belong to, such as the objects whose references are read: one row of key columns each. */
export interface Parents {
  readonly types: readonly string[]
  readonly keys: readonly (readonly unknown[])[]
}

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`

/** One page of one list: one statement. */
export async function readPage<Row>(session: Session, make: MakeListing, page: PageRequest): Promise<Page<Row>> {
  const { values, bind } = newBinding()
  const { select, from, conditions, order } = make(bind)
  const cut = keyset(order, page, bind)
  const rows = await session.query<Row>(
    `select ${select} from ${from} ${where([...conditions, ...cut.conditions])} ${cut.tail}`,
    values,
  )
  return toPage(rows, page)
}

export async function countRows(session: Session, make: MakeListing): Promise<number> {
  const { values, bind } = newBinding()
  const { from, conditions } = make(bind)
  const [row] = await session.query<{ count: number }>(`select count(*) from ${from} ${where(conditions)}`, values)
  return row?.count ?? 0
}

/** The same page of the lists of many parents, in their order: one statement. */
export async function readPages<Row>(
  session: Session,
  parents: Parents,
  make: MakeListing,
  page: PageRequest,
): Promise<Page<Row>[]> {
  if (parents.keys.length === 0) return []
  const { values, bind } = newBinding()
  const source = parentRows(parents, bind)
  const { select, from, conditions, order } = make(bind)
  const cut = keyset(order, page, bind)
  const rows = await session.query<Row & { parent: number }>(
    `select p.parent, r.* from ${source}
     cross join lateral (select ${select} from ${from} ${where([...conditions, ...cut.conditions])} ${cut.tail}) r`,
    values,
  )
  const lists: Row[][] = parents.keys.map(() => [])
  for (const row of rows) lists[row.parent - 1]?.push(row)
  return lists.map(list => toPage(list, page))
}

/** How long the lists of many parents are, in their order: one statement. */
export async function countEach(session: Session, parents: Parents, make: MakeListing): Promise<number[]> {
  if (parents.keys.length === 0) return []
  const { values, bind } = newBinding()
  const source = parentRows(parents, bind)
  const { from, conditions } = make(bind)
  const rows = await session.query<{ parent: number; count: number }>(
    `select p.parent, r.count from ${source} cross join lateral (select count(*) from ${from} ${where(conditions)}) r`,
    values,
  )
  const counts = new Map(rows.map(row => [row.parent, row.count]))
  return parents.keys.map((_, i) => counts.get(i + 1) ?? 0)
}

function parentRows({ types, keys }: Parents, bind: Bind): string {
  const columns = types.map((type, i) => `${bind(keys.map(key => key[i]))}::${type}[]`)
  const names = types.map((_, i) => `c${i + 1}`)
  return `unnest(${columns.join(', ')}) with ordinality p (${[...names, 'parent'].join(', ')})`
}
