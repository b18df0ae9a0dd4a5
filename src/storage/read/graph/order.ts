import type { Writing } from './column.js'
import type { ListCursor, ListPage, ObjectList, OrderTerm } from './plan.js'
import { folded, keyOf, numeric } from './value-test.js'

/** A term of an order as SQL. */
interface Term {
  readonly sql: string
  /** What a cursor's text is cast to. */
  readonly type: string
  /** Whether it can be absent. */
  readonly nullable: boolean
  readonly descending: boolean
}

/** How a list is cut and ordered. */
export interface ListOrder {
  /** The texts that a cursor of the object is made of, as a JSON array. */
  readonly cursor: string
  /**
   * The parts of the list one after the other: what must hold, and by what the part is ordered. There are two where those with a
   * value come out of an index in order and those without follow.
   */
  readonly parts: readonly { readonly conditions: readonly string[]; readonly by: string }[]
}

export function listOrder(
  { order, page }: Pick<ObjectList, 'order' | 'page'>,
  object: string,
  writing: Writing,
  { whole, narrow }: { readonly whole: boolean; readonly narrow: boolean },
): ListOrder {
  const terms = order.map(term => termOf(term, object, writing))
  const [first] = order
  const cursor =
    terms.length === 0 ? 'null' : `json_build_array(${terms.map(({ sql }) => `(${sql})::text`).join(', ')})`
  // Walking all objects by id until some fit is a trap that wrong guesses lead into; what an index finds is sorted instead.
  const id = narrow ? `(${object}.id + 0)` : `${object}.id`
  const cut = cutConditions(terms, page, object, writing)
  if (!whole || first === undefined || typeof first.by === 'string' || !first.by.indexed) {
    return { cursor, parts: [{ conditions: cut, by: orderBy(terms, page.backwards, id, false) }] }
  }
  const keys = writing.columns.keys(first.by, object)
  const [head, ...tail] = terms
  const present = {
    conditions: [`${keys} is not null`, ...bounds(head as Term, page, writing), ...cut],
    by: orderBy(terms, page.backwards, id, true),
  }
  const absent = { conditions: [`${keys} is null`, ...cut], by: orderBy(tail, page.backwards, id, false) }
  return { cursor, parts: page.backwards ? [absent, present] : [present, absent] }
}

function termOf({ by, descending }: OrderTerm, object: string, { columns }: Writing): Term {
  if (typeof by === 'string') return { sql: `${object}.${by}`, type: 'timestamptz', nullable: false, descending }
  if (by.indexed && by.type === 'string')
    return { sql: keyOf(columns.keys(by, object)), type: 'text', nullable: true, descending }
  const value = `(${columns.values(by, object)}->>0)`
  if (by.type === 'number') return { sql: numeric(value), type: 'numeric', nullable: true, descending }
  return { sql: `(${folded(value)} collate "C")`, type: 'text', nullable: true, descending }
}

function orderBy(terms: readonly Term[], backwards: boolean, id: string, firstIsThere: boolean): string {
  const direction = (descending: boolean): string => (descending === backwards ? 'asc' : 'desc')
  const parts = terms.map(({ sql, nullable, descending }, i) => {
    const absent = nullable && !(firstIsThere && i === 0) ? `(${sql} is null) ${direction(false)}, ` : ''
    return `${absent}${sql} ${direction(descending)}`
  })
  return [...parts, `${id} ${direction(false)}`].join(', ')
}

function cutConditions(terms: readonly Term[], page: ListPage, object: string, writing: Writing): string[] {
  return [
    ...(page.after === undefined ? [] : [beyond(terms, page.after, { object, forwards: true }, writing)]),
    ...(page.before === undefined ? [] : [beyond(terms, page.before, { object, forwards: false }, writing)]),
  ]
}

interface Side {
  readonly object: string
  readonly forwards: boolean
}

/** What comes after a place in the list, or before it: equal so far, and then beyond. */
function beyond(terms: readonly Term[], cursor: ListCursor, { object, forwards }: Side, { bind }: Writing): string {
  const equal: string[] = []
  const ways: string[] = []
  terms.forEach((term, i) => {
    const key = cursor.keys[i] ?? null
    const value = key === null ? '' : `${bind(key)}::${term.type}`
    const further = furtherThan(term, key === null ? undefined : value, forwards)
    if (further !== undefined) ways.push([...equal, further].join(' and '))
    equal.push(key === null ? `${term.sql} is null` : `${term.sql} = ${value}`)
  })
  ways.push([...equal, `${object}.id ${forwards ? '>' : '<'} ${bind(cursor.id)}::bigint`].join(' and '))
  return `(${ways.map(way => `(${way})`).join(' or ')})`
}

function furtherThan(
  { sql, nullable, descending }: Term,
  value: string | undefined,
  forwards: boolean,
): string | undefined {
  if (value === undefined) return forwards ? undefined : `${sql} is not null`
  const test = `${sql} ${forwards === descending ? '<' : '>'} ${value}`
  return forwards && nullable ? `(${test} or ${sql} is null)` : test
}

/** The same cut once more, so roughly that an index understands it. */
function bounds({ sql, type, descending }: Term, page: ListPage, { bind }: Writing): string[] {
  const after = page.after?.keys[0]
  const before = page.before?.keys[0]
  const bound = (key: string, forwards: boolean): string =>
    `${sql} ${forwards === descending ? '<=' : '>='} ${bind(key)}::${type}`
  return [
    ...(page.after === undefined ? [] : [after == null ? 'false' : bound(after, true)]),
    ...(page.before === undefined || before == null ? [] : [bound(before, false)]),
  ]
}
