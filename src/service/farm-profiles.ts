import type { Actor } from '../access/actor.js'
import { mayDo } from '../access/authorize.js'
import { authorizeFarm, farmsOf, seesFarm } from '../access/authorize-farm.js'
import type { Farm, FarmSight } from '../configuration/farm.js'
import { loadRuleSet } from '../configuration/load.js'
import { type Profile, profileOf, profileSelection, referenceList, sightOf } from '../farms/profile.js'
import { type ProfileQuery, profileCalled, profileList, profilesAmong } from '../farms/profile-list.js'
import { ProblemError } from '../model/problem.js'
import { didYouMean } from '../rules/nearest.js'
import type { ObjectList, RelatedList } from '../storage/read/graph/plan.js'
import { type RawList, type RawObject, readObjectList, readRelatedLists } from '../storage/read/graph/read-objects.js'
import type { Hub } from './hub.js'

/** The farms that an actor sees, in the order of the configuration. */
export async function visibleFarms(hub: Hub, actor: Actor): Promise<Farm[]> {
  const { farms } = await loadRuleSet(hub.database)
  return [...farms.values()].filter(({ name }) => seesFarm(actor, name))
}

/**
 * The farm of a name; without one the only farm of the actor's roles.
 * @throws ProblemError `request.not-found`, `request.invalid`, `access.denied`
 */
export async function farmNamed(hub: Hub, actor: Actor, wanted: string | undefined): Promise<Farm> {
  const name = ownName(actor, wanted)
  return farmAmong((await loadRuleSet(hub.database)).farms, actor, name)
}

function ownName(actor: Actor, wanted: string | undefined): string {
  const [own, ...others] = farmsOf(actor)
  const name = wanted ?? (others.length === 0 ? own : undefined)
  if (name === undefined) throw nameless()
  return name
}

/** The farm of a name among those that are configured. @throws ProblemError `request.not-found`, `access.denied` */
export function farmAmong(farms: ReadonlyMap<string, Farm>, actor: Actor, name: string): Farm {
  authorizeFarm(actor, name)
  const farm = farms.get(name)
  if (farm !== undefined) return farm
  const known = mayDo(actor.roles, 'read-metaverse') ? farms.keys() : []
  throw new ProblemError({
    code: 'request.not-found',
    message: `There is no farm “${name.slice(0, 100)}”.`,
    hint: didYouMean(name, known) ?? 'Define it under farms: in the configuration.',
  })
}

const nameless = () =>
  new ProblemError({
    code: 'request.invalid',
    message: 'The key is not that of one farm, so that the farm has to be named.',
    hint: 'Say which one: farm(name:), farmChanges(farm:).',
  })

/** What a list of profiles is read as: one more than asked for, when there are more. */
export interface ReadProfiles<Each = Profile> {
  readonly count: number | null
  readonly profiles: readonly Each[]
  /** What their places are made of, one each. */
  readonly keys: readonly (readonly (string | null)[])[]
}

/** A page of a farm's profiles, or of its groups: one statement. */
export async function farmProfiles<Seen extends FarmSight>(
  hub: Hub,
  actor: Actor,
  farm: Seen,
  query: ProfileQuery,
): Promise<ReadProfiles<Profile<Seen>>> {
  return readProfiles(farm, await read(hub, actor, farm, profileList(farm, query)))
}

/** What was read of a list, as profiles. */
export function readProfiles<Seen extends FarmSight>(farm: Seen, [count, raws]: RawList): ReadProfiles<Profile<Seen>> {
  const rows = raws ?? []
  return { count, profiles: rows.map(raw => profileOf(farm, raw)), keys: rows.map(raw => raw[2] ?? []) }
}

/** The profile or group that is called so, whatever the case. @throws ProblemError `request.invalid` when there are several */
export async function farmProfile<Seen extends FarmSight>(
  hub: Hub,
  actor: Actor,
  farm: Seen,
  account: string,
): Promise<Profile<Seen> | undefined> {
  const [, raws] = await read(hub, actor, farm, profileCalled(farm, account))
  const [first, second] = raws ?? []
  if (second !== undefined) {
    throw new ProblemError({
      code: 'request.invalid',
      message: `More than one ${farm.type} is called “${account.slice(0, 100)}”.`,
      hint: `Make ${farm.account.name} unique in the configuration, or correct the sources.`,
    })
  }
  return first && profileOf(farm, first)
}

/** Those of the objects that are profiles, or groups, of the farm, by id. */
export async function profilesOf<Seen extends FarmSight>(
  hub: Hub,
  actor: Actor,
  farm: Seen,
  ids: readonly number[],
): Promise<Map<number, Profile<Seen>>> {
  if (ids.length === 0) return new Map()
  const [, raws] = await read(hub, actor, farm, profilesAmong(farm, ids))
  return new Map((raws ?? []).map(raw => [raw[0], profileOf(farm, raw)]))
}

function read(hub: Hub, actor: Actor, farm: FarmSight, list: ObjectList): Promise<RawList> {
  authorizeFarm(actor, farm.name)
  return readObjectList(hub.database, list, sightOf(farm))
}

/** The attribute that leads to somebody's manager. */
const MANAGER = 'manager'
const MOST_REPORTS = 500

/** The managers of profiles, as far as they are profiles of the farm: one statement. */
export async function managersOf(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  ids: readonly number[],
): Promise<Map<number, Profile>> {
  const lists = await related(hub, actor, farm, ids, referenceList(farm, MANAGER, profileSelection(farm), { limit: 1 }))
  return new Map([...lists].flatMap(([id, [first]]) => (first === undefined ? [] : [[id, first] as const])))
}

/** Who reports to profiles, as far as they are profiles of the farm: one statement. */
export const reportsOf = (
  hub: Hub,
  actor: Actor,
  farm: Farm,
  ids: readonly number[],
): Promise<Map<number, readonly Profile[]>> => {
  const options = { limit: MOST_REPORTS, incoming: true }
  return related(hub, actor, farm, ids, referenceList(farm, MANAGER, profileSelection(farm), options))
}

async function related(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  ids: readonly number[],
  list: RelatedList,
): Promise<Map<number, readonly Profile[]>> {
  authorizeFarm(actor, farm.name)
  const read = await readRelatedLists(hub.database, ids, list, sightOf(farm))
  const profiles = (raw: RawList | RawObject | null): Profile[] =>
    ((raw as RawList | null)?.[1] ?? []).slice(0, list.page.limit).map(each => profileOf(farm, each))
  return new Map([...read].map(([id, raw]) => [id, profiles(raw)]))
}

/** Chains of managers are no longer than this: whoever is above is left out. */
const LONGEST_CHAIN = 30

/** The manager, the manager's manager and so on, as far as they are profiles of the farm; each once. */
export async function managerChain(
  profile: Profile,
  managerOf: (below: Profile) => Promise<Profile | undefined>,
): Promise<Profile[]> {
  const chain: Profile[] = []
  const seen = new Set([profile.id])
  for (let below = profile; chain.length < LONGEST_CHAIN; ) {
    const next = await managerOf(below)
    if (next === undefined || seen.has(next.id)) break
    chain.push(next)
    seen.add(next.id)
    below = next
  }
  return chain
}
