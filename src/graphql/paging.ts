import { ProblemError } from '../model/problem.js'
import type { Cursor, Page, PageRequest } from '../service/paging.js'

export const DEFAULT_PAGE = 50
export const LARGEST_PAGE = 500

/** The arguments of a list, as they were given. */
export interface PageWish {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
  readonly last?: number | null | undefined
  readonly before?: string | null | undefined
}

/** @throws ProblemError `request.invalid` */
export function pageOf(wish: PageWish): PageRequest {
  const { after, before } = wish
  return {
    ...pageLimit(wish),
    ...(typeof after === 'string' && { after: parseCursor(after) }),
    ...(typeof before === 'string' && { before: parseCursor(before) }),
  }
}

/** How many, and from which end. @throws ProblemError `request.invalid` */
export function pageLimit({ first, last }: PageWish): { readonly limit: number; readonly backwards: boolean } {
  if (typeof first === 'number' && typeof last === 'number') {
    throw invalid('first and last cannot be combined.', 'Keep one of them.')
  }
  const limit = first ?? last ?? DEFAULT_PAGE
  if (limit < 1 || limit > LARGEST_PAGE) {
    throw invalid(
      `${limit} is no size of a page.`,
      `Ask for 1 to ${LARGEST_PAGE}, and for the rest with after or before.`,
    )
  }
  return { limit, backwards: typeof last === 'number' }
}

/** The same page has the same name: what many parents ask for alike is fetched together. */
export const pageName = (page: PageRequest): string => JSON.stringify(page)

export const printCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(['v1', ...cursor])).toString('base64url')

function parseCursor(text: string): Cursor {
  try {
    const [version, ...cursor] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (version === 'v1' && cursor.every(each => typeof each === 'string' || typeof each === 'number')) {
      return cursor as (string | number)[]
    }
  } catch {
    // Not JSON: said below.
  }
  throw invalid(
    `“${text.slice(0, 100)}” is no cursor.`,
    'Use a cursor that this list has answered: of an edge, or of pageInfo.',
  )
}

const invalid = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })

/** What a connection's fields are read from. */
export interface ConnectionValue<Node, Edge = object> {
  readonly edges: readonly (Edge & { readonly cursor: string; readonly node: Lazy<Node> })[]
  readonly nodes: Lazy<readonly Node[]>
  readonly pageInfo: PageInfoValue
  readonly totalCount: () => Promise<number>
}

type Lazy<Value> = Value | (() => Promise<Value>)

interface PageInfoValue {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | undefined
  readonly endCursor: string | undefined
}

export interface ConnectionParts<Row, Node, Edge> {
  readonly cursorOf: (row: Row) => Cursor
  readonly nodeOf: (row: Row) => Lazy<Node>
  /** What the edge itself says. */
  readonly edgeOf?: (row: Row) => Edge
  readonly count: () => Promise<number>
}

export function connection<Row, Node = Row, Edge = object>(
  { rows, more }: Page<Row>,
  page: PageRequest,
  { cursorOf, nodeOf, edgeOf, count }: ConnectionParts<Row, Node, Edge>,
): ConnectionValue<Node, Edge> {
  const edges = rows.map(row => ({ ...(edgeOf?.(row) as Edge), cursor: printCursor(cursorOf(row)), node: nodeOf(row) }))
  return {
    edges,
    nodes: () => Promise.all(edges.map(({ node }) => resolveLazy(node))),
    pageInfo: {
      hasNextPage: page.backwards ? page.before !== undefined : more,
      hasPreviousPage: page.backwards ? more : page.after !== undefined,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    totalCount: count,
  }
}

export const resolveLazy = <Value>(value: Lazy<Value>): Value | Promise<Value> =>
  typeof value === 'function' ? (value as () => Promise<Value>)() : value
