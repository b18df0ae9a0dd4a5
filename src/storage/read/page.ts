import { ProblemError } from '../../model/problem.js'

/** Where a row stands in its list: the values of the columns it is ordered by. */
export type Cursor = readonly (string | number)[]

/** A page of a list: so many rows after or before a place, read forwards from its beginning or backwards from its end. */
export interface PageRequest {
  readonly limit: number
  readonly backwards: boolean
  readonly after?: Cursor
  readonly before?: Cursor
}

export interface Page<Row> {
  /** In the order of the list, whichever way they were read. */
  readonly rows: readonly Row[]
  /** Whether the list goes on beyond the last row, or the first one when read backwards. */
  readonly more: boolean
}

type KeyType = 'bigint' | 'text' | 'uuid'

/** The columns that order a list; together they are unique, so that a page begins where another ended whatever was added meanwhile. */
export interface KeyOrder {
  readonly columns: readonly { readonly sql: string; readonly type: KeyType }[]
  readonly descending?: boolean
}

/** Gives a value its number in the statement. */
export type Bind = (value: unknown) => string

export interface Binding {
  readonly values: unknown[]
  readonly bind: Bind
}

export function newBinding(): Binding {
  const values: unknown[] = []
  return { values, bind: value => `$${values.push(value)}` }
}

/** The conditions and the order that cut a page out of a list. One row more is read, to know whether there are more. */
export function keyset(
  order: KeyOrder,
  page: PageRequest,
  bind: Bind,
): { readonly conditions: string[]; readonly tail: string } {
  const columns = order.columns.map(column => column.sql)
  const beyond = (cursor: Cursor, forwards: boolean): string => {
    const values = checkedCursor(order, cursor).map((value, i) => `${bind(value)}::${order.columns[i]?.type}`)
    return `(${columns.join(', ')}) ${forwards === (order.descending === true) ? '<' : '>'} (${values.join(', ')})`
  }
  const direction = page.backwards === (order.descending === true) ? 'asc' : 'desc'
  return {
    conditions: [
      ...(page.after === undefined ? [] : [beyond(page.after, true)]),
      ...(page.before === undefined ? [] : [beyond(page.before, false)]),
    ],
    tail: `order by ${columns.map(column => `${column} ${direction}`).join(', ')} limit ${bind(page.limit + 1)}`,
  }
}

export function toPage<Row>(read: readonly Row[], page: PageRequest): Page<Row> {
  const rows = read.slice(0, page.limit)
  return { rows: page.backwards ? rows.reverse() : rows, more: read.length > page.limit }
}

const UUID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/

function checkedCursor(order: KeyOrder, cursor: Cursor): Cursor {
  const fits = cursor.length === order.columns.length && cursor.every((value, i) => isOf(order.columns[i]?.type, value))
  if (fits) return cursor
  throw new ProblemError({
    code: 'request.invalid',
    message: 'The cursor does not belong to this list.',
    hint: 'Use a cursor that this very list has answered.',
  })
}

function isOf(type: KeyType | undefined, value: string | number): boolean {
  if (type === 'bigint') return Number.isSafeInteger(value)
  if (typeof value !== 'string' || value.includes('\0')) return false
  return type === 'text' || UUID.test(value)
}
