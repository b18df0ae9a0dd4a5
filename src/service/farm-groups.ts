import type { Actor } from '../access/actor.js'
import { authorizeFarm } from '../access/authorize-farm.js'
import type { Farm, FarmGroups, FarmSight } from '../configuration/farm.js'
import { type Profile, sightOf } from '../farms/profile.js'
import { type ProfileQuery, relatedProfiles } from '../farms/profile-list.js'
import type { Relation, Visibility } from '../storage/read/graph/plan.js'
import { type RawList, readRelatedLists } from '../storage/read/graph/read-objects.js'
import { farmProfile, farmProfiles, profilesOf, type ReadProfiles, readProfiles } from './farm-profiles.js'
import type { Hub } from './hub.js'

/** A group as a farm sees it. */
export interface Group extends Profile<FarmGroups> {
  readonly of: Farm
}

const groupOf =
  (of: Farm) =>
  (group: Profile<FarmGroups>): Group => ({ ...group, of })

const NONE = { count: 0, profiles: [], keys: [] }

/** A page of a farm's groups: one statement. A farm without groups has none. */
export async function farmGroups(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  query: ProfileQuery,
): Promise<ReadProfiles<Group>> {
  authorizeFarm(actor, farm.name)
  if (farm.groups === undefined) return NONE
  const read = await farmProfiles(hub, actor, farm.groups, query)
  return { ...read, profiles: read.profiles.map(groupOf(farm)) }
}

/** By its name, whatever the case, or its id. @throws ProblemError `request.invalid` when several are called so */
export async function farmGroup(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  wanted: { readonly name: string } | { readonly id: number },
): Promise<Group | undefined> {
  authorizeFarm(actor, farm.name)
  if (farm.groups === undefined) return undefined
  const found =
    'name' in wanted
      ? await farmProfile(hub, actor, farm.groups, wanted.name)
      : (await profilesOf(hub, actor, farm.groups, [wanted.id])).get(wanted.id)
  return found && groupOf(farm)(found)
}

/** What is wanted of those at the other end of memberships. */
export interface MembershipQuery extends ProfileQuery {
  /** Also by way of groups that are members of groups; the farm need not see these. */
  readonly transitive: boolean
}

type Many<Each> = Promise<Map<number, ReadProfiles<Each>>>

/** The members of groups, as far as they are profiles of the farm: one statement for all groups. */
export const membersOf = (
  hub: Hub,
  actor: Actor,
  farm: Farm,
  groups: readonly number[],
  query: MembershipQuery,
): Many<Profile> => related(hub, actor, { of: farm, farm, direction: 'outgoing' }, groups, query)

/** The groups of profiles, as far as the farm sees them: one statement for all profiles. */
export async function groupsOf(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  profiles: readonly number[],
  query: MembershipQuery,
): Many<Group> {
  if (farm.groups === undefined) return new Map()
  const found = await related(hub, actor, { of: farm, farm: farm.groups, direction: 'incoming' }, profiles, query)
  return new Map([...found].map(([id, read]) => [id, { ...read, profiles: read.profiles.map(groupOf(farm)) }]))
}

interface Ends<Seen extends FarmSight> {
  readonly of: Farm
  /** What is read. */
  readonly farm: Seen
  readonly direction: Relation['direction']
}

async function related<Seen extends FarmSight>(
  hub: Hub,
  actor: Actor,
  { of, farm, direction }: Ends<Seen>,
  ids: readonly number[],
  { transitive, ...query }: MembershipQuery,
): Many<Profile<Seen>> {
  authorizeFarm(actor, of.name)
  if (of.groups === undefined) return new Map()
  const list = relatedProfiles(farm, query, { attribute: of.groups.members, direction, transitive })
  const lists = await readRelatedLists(hub.database, ids, list, alsoSeeing(farm, of.groups.members))
  return new Map([...lists].map(([id, raw]) => [id, readProfiles(farm, (raw as RawList | null) ?? [null, null])]))
}

/** Memberships are followed, and no values of the view. */
const alsoSeeing = (farm: FarmSight, members: string): Visibility => {
  const { sees } = sightOf(farm)
  return { sees: attribute => attribute === members || sees(attribute) }
}
