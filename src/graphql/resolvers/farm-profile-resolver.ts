import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql'
import type { Farm as FarmView } from '../../configuration/farm.js'
import type { Profile } from '../../farms/profile.js'
import { searchWords } from '../../metaverse/search-words.js'
import { ProblemError } from '../../model/problem.js'
import { farmChanges } from '../../service/farm-changes.js'
import {
  farmNamed,
  farmProfile,
  farmProfiles,
  managerChain,
  managersOf,
  profilesOf,
  reportsOf,
  visibleFarms,
} from '../../service/farm-profiles.js'
import type { GraphContext } from '../context.js'
import { farmConnection, farmPage } from '../farm-pages.js'
import { printPlace } from '../live-cursor.js'
import { keyOf, nodeId } from '../node-id.js'
import { pageLimit } from '../paging.js'
import { Farm, FarmChangePage, FarmProfile, FarmProfileConnection, FarmProperty } from '../types/farm-profile.js'
import { PageArgs } from '../types/page-args.js'
import { farmChangeNode } from './farm-change-resolver.js'
import { placeAfter } from './following.js'

@Resolver(() => Farm)
export class FarmResolver {
  @Query(() => Farm, { description: 'A farm: with the key of a farm its own, and nothing else is to be had with it.' })
  farm(
    @Arg('name', () => String, {
      nullable: true,
      description: 'Which farm; with the key of a farm it may be left out.',
    })
    name: string | null | undefined,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return farmNamed(hub, actor, name ?? undefined)
  }

  @Query(() => [Farm], { description: 'The farms that the key may see.' })
  farms(@Ctx() { hub, actor }: GraphContext) {
    return visibleFarms(hub, actor)
  }

  @FieldResolver(() => [String])
  properties(@Root() { view }: FarmView) {
    return [...view.keys()]
  }

  @FieldResolver(() => FarmProfileConnection, {
    description: 'Its profiles, in the order of their names where the view has them.',
  })
  async profiles(
    @Root() farm: FarmView,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words that something the farm sees of them begins with: name, account, mail addresses.',
    })
    search: string | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const asked = farmPage(farm, args)
    const query = { search: search == null ? [] : searchWords(search), page: asked.page }
    const read = await farmProfiles(hub, actor, farm, { ...query, count: false, nodes: true })
    const count = async () => (await farmProfiles(hub, actor, farm, { ...query, count: true, nodes: false })).count
    return farmConnection(asked, read, count)
  }

  @FieldResolver(() => FarmProfile, { nullable: true, description: 'One profile, by its account or its id.' })
  async profile(
    @Root() farm: FarmView,
    @Arg('account', () => String, { nullable: true, description: 'What it is called by, whatever the case.' })
    account: string | null | undefined,
    @Arg('id', () => ID, { nullable: true, description: 'Its id.' }) id: string | null | undefined,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    if ((account == null) === (id == null)) throw eitherOr()
    if (account != null) return farmProfile(hub, actor, farm, account)
    const object = keyOf('MetaverseObject', id as string)
    return (await profilesOf(hub, actor, farm, [object])).get(object)
  }

  @FieldResolver(() => FarmChangePage, {
    description:
      'What has changed of its profiles. Ask without after for a place to begin at, read all profiles, and go on from there: nothing is missed.',
  })
  async changes(
    @Root() farm: FarmView,
    @Arg('after', () => String, { nullable: true, description: 'The cursor that the last page gave.' })
    after: string | null | undefined,
    @Arg('first', () => Int, { nullable: true, description: 'At most so many changes, 1 to 500; 50 when not given.' })
    first: number | null | undefined,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const place = placeAfter(after)
    const {
      changes,
      place: next,
      more,
    } = await farmChanges(hub, actor, farm, { after: place, ...pageLimit({ first }) })
    return {
      nodes: changes.map(farmChangeNode),
      cursor: printPlace(next),
      hasMore: more,
    }
  }
}

@Resolver(() => FarmProfile)
export class FarmProfileResolver {
  @FieldResolver(() => ID, { description: 'Stays the same whatever the profile is called.' })
  id(@Root() { id }: Profile) {
    return nodeId('MetaverseObject', id)
  }

  @FieldResolver(() => [FarmProperty], { description: 'What the farm sees of it, in the order of the view.' })
  properties(
    @Root() profile: Profile,
    @Arg('names', () => [String], { nullable: true, description: 'Only these; all when not given.' })
    names: string[] | null | undefined,
  ) {
    return profile.properties
      .filter(({ name }) => names == null || names.includes(name))
      .map(property => ({ name: property.name, values: shown(profile, property) }))
  }

  @FieldResolver(() => String, { nullable: true, description: 'The first value of a property; null without one.' })
  property(
    @Root() profile: Profile,
    @Arg('name', () => String, { description: "The farm's name of it." }) name: string,
  ) {
    const property = profile.properties.find(each => each.name === name)
    return property && shown(profile, property)[0]
  }

  @FieldResolver(() => FarmProfile, {
    nullable: true,
    description: 'The manager, where the farm sees managers and this one.',
  })
  manager(@Root() profile: Profile, @Ctx() context: GraphContext) {
    return loadManager(context, profile)
  }

  @FieldResolver(() => [FarmProfile], {
    description: 'The manager, the manager of the manager and so on, up to the first that the farm does not see.',
  })
  managers(@Root() profile: Profile, @Ctx() context: GraphContext) {
    return managerChain(profile, below => loadManager(context, below))
  }

  @FieldResolver(() => [FarmProfile], { description: 'Who reports to the profile, 500 at most.' })
  async directReports(@Root() { farm, id }: Profile, @Ctx() { hub, actor, batches }: GraphContext) {
    return (await batches.load(`farm ${farm.name} reports`, id, ids => reportsOf(hub, actor, farm, ids))) ?? []
  }
}

/** One statement for all profiles that ask at once. */
const loadManager = ({ hub, actor, batches }: GraphContext, { farm, id }: Profile): Promise<Profile | undefined> =>
  batches.load(`farm ${farm.name} manager`, id, ids => managersOf(hub, actor, farm, ids))

/** @param what is found so, and by what it is called */
export const eitherOr = (what = 'A profile', called = 'account'): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: `${what} is found by its ${called} or by its id.`,
    hint: 'Give one of the two.',
  })

export function shown(
  { id }: Pick<Profile, 'id'>,
  { attribute, values, count }: Profile['properties'][number],
): readonly string[] {
  if (attribute.type !== 'binary') return values
  const address = `/objects/${nodeId('MetaverseObject', id)}/${encodeURIComponent(attribute.name)}`
  return Array.from({ length: count }, (_, i) => (i === 0 ? address : `${address}?value=${i}`))
}
