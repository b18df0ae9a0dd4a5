import { ProblemError } from '../../model/problem.js'
import type { ListCursor, ListPage } from '../../storage/read/graph/plan.js'
import { type PageWish, pageLimit } from '../paging.js'

/** A place in a list in the order that it was read in: another order does not understand it. */
export const printListCursor = (order: string, { keys, id }: ListCursor): string =>
  Buffer.from(JSON.stringify(['v1', order, keys, id])).toString('base64url')

function parseListCursor(order: string, text: string): ListCursor {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    // No JSON: said below.
  }
  if (Array.isArray(read)) {
    const [version, of, keys, id] = read as unknown[]
    const fits = version === 'v1' && of === order && Array.isArray(keys) && keys.every(isKey)
    if (fits && keys.length === (order === '' ? 0 : order.split(',').length) && Number.isSafeInteger(id))
      return { keys, id: id as number }
  }
  throw new ProblemError({
    code: 'request.invalid',
    message: `“${text.slice(0, 100)}” is no cursor of this list.`,
    hint: 'Use a cursor that this list has answered in the same order: of an edge, or of pageInfo.',
  })
}

const isKey = (key: unknown): boolean => key === null || (typeof key === 'string' && !key.includes('\0'))

/**
 * Where a page stands in its list.
 * @param more whether more was read than the page has
 */
export const pageInfoOf = (
  page: ListPage,
  {
    more,
    first,
    last,
  }: { readonly more: boolean; readonly first?: string | undefined; readonly last?: string | undefined },
) => ({
  hasNextPage: page.backwards ? page.before !== undefined : more,
  hasPreviousPage: page.backwards ? more : page.after !== undefined,
  startCursor: first,
  endCursor: last,
})

/** @throws ProblemError `request.invalid` */
export function listPage(wish: PageWish, order: string): ListPage {
  const { limit, backwards } = pageLimit(wish)
  const { after, before } = wish
  return {
    limit,
    backwards,
    ...(typeof after === 'string' && { after: parseListCursor(order, after) }),
    ...(typeof before === 'string' && { before: parseListCursor(order, before) }),
  }
}
