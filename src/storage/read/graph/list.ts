import type { Writing } from './column.js'
import { conditionSql } from './condition.js'
import { listOrder } from './order.js'
import type { Condition, ObjectList, ObjectSelection, RelatedList } from './plan.js'
import { related } from './relation.js'
import { searchSql } from './search.js'

/** PostgreSQL's functions take a hundred parameters. */
const MOST_IN_AN_ARRAY = 90

/** An expression for a page of a list and its length: `[number or null, [object, …] or null]`. One more object is read than asked for. */
export function rootListSql(list: ObjectList, writing: Writing): string {
  const object = writing.alias()
  return listSql(list, { object, from: `metaverse_object ${object}`, on: [], whole: true }, writing)
}

/** As {@link rootListSql}, of what belongs to each of many objects; of a single reference the object or null. */
export function relatedListSql(list: RelatedList, parent: string, writing: Writing): string {
  const other = writing.alias()
  if (!writing.columns.follows(list.relation.attribute)) return list.single ? 'null' : `json_build_array(0, '[]'::json)`
  const { from, on } = related(list.relation, { object: parent, other }, writing)
  const source = { object: other, from, on, whole: false }
  if (!list.single) return listSql(list, source, writing)
  const conditions = whereOf(list, source, writing)
  const one = list.nodes === undefined ? '1' : objectSql(list.nodes, other, 'null', writing)
  return `(select ${one} from ${from} where ${conditions.join(' and ')} order by ${other}.id limit 1)`
}

interface Source {
  readonly object: string
  readonly from: string
  readonly on: readonly string[]
  /** Whether it is all objects there are, so that indexes give their order. */
  readonly whole: boolean
}

function listSql(list: ObjectList, source: Source, writing: Writing): string {
  const conditions = whereOf(list, source, writing)
  const count = list.count
    ? `(select count(*) from ${source.from} where ${conditions.length === 0 ? 'true' : conditions.join(' and ')})`
    : 'null'
  const rows = list.nodes === undefined ? 'null' : pageSql(list, { ...source, conditions, nodes: list.nodes }, writing)
  return `json_build_array(${count}, ${rows})`
}

function whereOf({ type, where, search }: ObjectList, { object, on }: Source, writing: Writing): string[] {
  return [
    ...on,
    ...(type === undefined ? [] : [`${object}.type = ${writing.literal(type)}`]),
    ...(search.length === 0 ? [] : [searchSql(search, object, writing)]),
    ...(where === undefined ? [] : [conditionSql(where, object, writing)]),
  ]
}

interface PageSource extends Source {
  readonly conditions: readonly string[]
  readonly nodes: ObjectSelection
}

function pageSql(list: ObjectList, { object, from, whole, conditions, nodes }: PageSource, writing: Writing): string {
  const { cursor, parts } = listOrder(list, object, writing, {
    whole,
    narrow: list.search.length > 0 || isNarrow(list.where),
  })
  const most = list.page.limit + 1
  const limit = `${writing.bind(most)}::bigint`
  // A plan that is made once, for any values, must know that few rows are wanted. In steps, so that few statements are prepared.
  const foreseen = 2 ** Math.ceil(Math.log2(most))
  const json = objectSql(nodes, object, cursor, writing)
  const part = (i: number, most: string): string => {
    const { conditions: more, by } = parts[i] ?? { conditions: [], by: '' }
    const all = [...conditions, ...more]
    const found = `select ${object}.* from ${from} ${all.length === 0 ? '' : `where ${all.join(' and ')}`} order by ${by} limit ${foreseen}`
    return `(select * from (${found}) ${object} limit ${most}) ${object}`
  }
  // An aggregate takes rows in the order in which a subquery gives them: to sort them once more costs a third of a nested list.
  if (parts.length === 1) return `(select coalesce(json_agg(${json}), '[]') from ${part(0, limit)})`
  const numbered = (i: number, most: string): string =>
    `select ${json} as j, row_number() over () as n from ${part(i, most)}`
  // The second part is not even begun when the first one fills the page.
  return `(with a as materialized (${numbered(0, limit)}),
    b as materialized (${numbered(1, `greatest(${limit} - (select count(*) from a), 0)`)})
    select coalesce(json_agg(j order by s, n), '[]') from (select 0 as s, j, n from a union all select 1, j, n from b) r)`
}

/** An object as JSON: `[id, type, cursor, [values and lists in the order of the selection], …]`. */
export function objectSql(
  { values, lists }: ObjectSelection,
  object: string,
  cursor: string,
  writing: Writing,
): string {
  const slots = [
    ...values.map(({ attribute }) =>
      typeof attribute === 'string' ? `${object}.${attribute}` : writing.columns.selected(attribute, object),
    ),
    ...lists.map(list => relatedListSql(list, object, writing)),
  ]
  const chunks: string[] = []
  for (let i = 0; i < slots.length; i += MOST_IN_AN_ARRAY)
    chunks.push(`json_build_array(${slots.slice(i, i + MOST_IN_AN_ARRAY).join(', ')})`)
  return `json_build_array(${[`${object}.id`, `${object}.type`, cursor, ...chunks].join(', ')})`
}

/** Whether an index finds the few objects that a condition is about. */
function isNarrow(where: Condition | undefined): boolean {
  if (where === undefined) return false
  if (where.kind === 'all') return where.of.some(isNarrow)
  if (where.kind !== 'value') return where.kind === 'ids' || where.kind === 'entry'
  const { attribute, test } = where
  const begins = (test.kind === 'text' || test.kind === 'text-key') && test.where === 'start' && !attribute.multivalued
  return attribute.indexed && (test.kind === 'equals' || test.kind === 'equals-key' || begins)
}
