import type { FarmSight } from '../configuration/farm.js'
import { orderAttribute } from '../farms/profile-list.js'
import type { ReadProfiles } from '../service/farm-profiles.js'
import type { ListPage } from '../storage/read/graph/plan.js'
import { listPage, pageInfoOf, printListCursor } from './dynamic/cursor.js'
import type { PageWish } from './paging.js'

/** A page of what a farm sees, as it was asked for. */
export interface FarmPage {
  readonly page: ListPage
  readonly order: string
}

/** @throws ProblemError `request.invalid` */
export function farmPage(farm: FarmSight | undefined, wish: PageWish): FarmPage {
  const order = farm === undefined || orderAttribute(farm) === undefined ? '' : 'FARM'
  return { order, page: listPage(wish, order) }
}

/** @param read one more than asked for, when there are more */
export function farmConnection<Each extends { readonly id: number }>(
  { page, order }: FarmPage,
  { profiles, keys }: ReadProfiles<Each>,
  count: () => Promise<number | null>,
) {
  const more = profiles.length > page.limit
  const edges = profiles
    .slice(0, page.limit)
    .map((node, i) => ({ node, cursor: printListCursor(order, { keys: keys[i] ?? [], id: node.id }) }))
  if (page.backwards) edges.reverse()
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: pageInfoOf(page, { more, first: edges[0]?.cursor, last: edges.at(-1)?.cursor }),
    totalCount: count,
  }
}
