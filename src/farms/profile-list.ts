import type { FarmSight } from '../configuration/farm.js'
import { searchKey } from '../metaverse/keys.js'
import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { Condition, ListPage, ObjectList, RelatedList } from '../storage/read/graph/plan.js'
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
export const orderAttribute = ({ view }: FarmSight): MetaverseAttribute | undefined =>
  [...view.values()].find(({ name, multivalued }) => name === BY && !multivalued)

export function profileList(farm: FarmSight, { search, page, count, nodes }: ProfileQuery): ObjectList {
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

/** As {@link profileList}, of those at the other end of a reference: who is referred to, or who refers. */
export const relatedProfiles = (
  farm: FarmSight,
  query: ProfileQuery,
  relation: RelatedList['relation'],
): RelatedList => ({ ...profileList(farm, query), relation, single: false })

const all = (...of: (Condition | undefined)[]): Condition => ({
  kind: 'all',
  of: of.filter(each => each !== undefined),
})

/** The profile with an account, and a second one if there are more. */
export const profileCalled = (farm: FarmSight, account: string): ObjectList =>
  some(farm, { kind: 'value', attribute: farm.account, test: { kind: 'equals-key', keys: [searchKey(account)] } }, 1)

/** Those of the objects that are profiles of the farm. */
export const profilesAmong = (farm: FarmSight, ids: readonly number[]): ObjectList =>
  some(farm, { kind: 'ids', ids }, ids.length)

const some = (farm: FarmSight, condition: Condition, limit: number): ObjectList => ({
  ...profileList(farm, { search: [], page: { limit, backwards: false }, count: false, nodes: true }),
  where: all(farm.scope, condition),
  order: [],
})
