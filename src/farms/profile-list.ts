import type { Farm } from '../configuration/farm.js'
import { searchKey } from '../metaverse/keys.js'
import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { Condition, ListPage, ObjectList } from '../storage/read/graph/plan.js'
import { profileSelection } from './profile.js'

/** Which profiles of a farm are wanted. */
export interface ProfileQuery {
  /** Words that something about them begins with, of what the farm sees. */
  readonly search: readonly string[]
  readonly page: ListPage
  readonly count: boolean
  readonly nodes: boolean
}

const BY = 'displayName'

/** By what profiles are ordered: their name, where the farm sees it. */
export const orderAttribute = ({ view }: Farm): MetaverseAttribute | undefined =>
  [...view.values()].find(({ name, multivalued }) => name === BY && !multivalued)

export function profileList(farm: Farm, { search, page, count, nodes }: ProfileQuery): ObjectList {
  const by = orderAttribute(farm)
  return {
    type: farm.type,
    where: farm.scope,
    search,
    order: by === undefined ? [] : [{ by, descending: false }],
    page,
    nodes: nodes ? profileSelection(farm) : undefined,
    count,
  }
}

const all = (...of: (Condition | undefined)[]): Condition => ({
  kind: 'all',
  of: of.filter(each => each !== undefined),
})

/** The profile with an account, and a second one if there are more. */
export const profileCalled = (farm: Farm, account: string): ObjectList =>
  some(farm, { kind: 'value', attribute: farm.account, test: { kind: 'equals-key', keys: [searchKey(account)] } }, 1)

/** Those of the objects that are profiles of the farm. */
export const profilesAmong = (farm: Farm, ids: readonly number[]): ObjectList =>
  some(farm, { kind: 'ids', ids }, ids.length)

const some = (farm: Farm, condition: Condition, limit: number): ObjectList => ({
  ...profileList(farm, { search: [], page: { limit, backwards: false }, count: false, nodes: true }),
  where: all(farm.scope, condition),
  order: [],
})
