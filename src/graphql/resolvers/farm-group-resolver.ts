import { Arg, Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql'
import type { Farm as FarmView } from '../../configuration/farm.js'
import type { Profile } from '../../farms/profile.js'
import { searchWords } from '../../metaverse/search-words.js'
import {
  farmGroup,
  farmGroups,
  type Group,
  groupsOf,
  type MembershipQuery,
  membersOf,
} from '../../service/farm-groups.js'
import type { ReadProfiles } from '../../service/farm-profiles.js'
import type { GraphContext } from '../context.js'
import { type FarmPage, farmConnection, farmPage } from '../farm-pages.js'
import { keyOf, nodeId } from '../node-id.js'
import {
  Farm,
  FarmGroup,
  FarmGroupConnection,
  FarmProfile,
  FarmProfileConnection,
  FarmProperty,
} from '../types/farm-profile.js'
import { PageArgs } from '../types/page-args.js'
import { eitherOr, shown } from './farm-profile-resolver.js'

@Resolver(() => Farm)
export class FarmGroupsResolver {
  @FieldResolver(() => [String], { description: 'The names of the properties of its groups.' })
  groupProperties(@Root() { groups }: FarmView) {
    return [...(groups?.view.keys() ?? [])]
  }

  @FieldResolver(() => FarmGroupConnection, {
    description: 'The groups that it sees, in the order of their names where the view of groups has them.',
  })
  async groups(
    @Root() farm: FarmView,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words that something the farm sees of them begins with.',
    })
    search: string | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const asked = farmPage(farm.groups, args)
    const query = { search: search == null ? [] : searchWords(search), page: asked.page }
    const read = await farmGroups(hub, actor, farm, { ...query, count: false, nodes: true })
    return farmConnection(
      asked,
      read,
      async () => (await farmGroups(hub, actor, farm, { ...query, count: true, nodes: false })).count,
    )
  }

  @FieldResolver(() => FarmGroup, { nullable: true, description: 'One group, by its name or its id.' })
  group(
    @Root() farm: FarmView,
    @Arg('name', () => String, { nullable: true, description: 'What it is called by, whatever the case.' })
    name: string | null | undefined,
    @Arg('id', () => ID, { nullable: true, description: 'Its id.' }) id: string | null | undefined,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    if ((name == null) === (id == null)) throw eitherOr('A group', 'name')
    return farmGroup(hub, actor, farm, name != null ? { name } : { id: keyOf('MetaverseObject', id as string) })
  }
}

const TRANSITIVE = 'Also by way of groups that are members of groups, in circles too; each once.'

@Resolver(() => FarmGroup)
export class FarmGroupResolver {
  @FieldResolver(() => ID, { description: 'Stays the same whatever the group is called.' })
  id(@Root() { id }: Group) {
    return nodeId('MetaverseObject', id)
  }

  @FieldResolver(() => String, { nullable: true, description: 'What it is called by; null for one without a name.' })
  name(@Root() { account }: Group) {
    return account
  }

  @FieldResolver(() => [FarmProperty], { description: 'What the farm sees of it, in the order of the view.' })
  properties(@Root() group: Group) {
    return group.properties.map(property => ({ name: property.name, values: shown(group, property) }))
  }

  @FieldResolver(() => FarmProfileConnection, {
    description: 'Its members, as far as they are profiles of the farm: the others are not even counted.',
  })
  members(
    @Root() { id, of }: Group,
    @Arg('transitive', () => Boolean, { defaultValue: false, description: TRANSITIVE }) transitive: boolean,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor, batches }: GraphContext,
  ) {
    return memberships(farmPage(of, args), transitive, (name, query) =>
      batches.load(`farm ${of.name} members ${name}`, id, ids => membersOf(hub, actor, of, ids, query)),
    )
  }
}

@Resolver(() => FarmProfile)
export class FarmMembershipResolver {
  @FieldResolver(() => FarmGroupConnection, { description: 'The groups of the profile that the farm sees.' })
  groups(
    @Root() { id, farm }: Profile,
    @Arg('transitive', () => Boolean, { defaultValue: false, description: TRANSITIVE }) transitive: boolean,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor, batches }: GraphContext,
  ) {
    return memberships(farmPage(farm.groups, args), transitive, (name, query) =>
      batches.load(`farm ${farm.name} groups ${name}`, id, ids => groupsOf(hub, actor, farm, ids, query)),
    )
  }
}

type Load<Each> = (name: string, query: MembershipQuery) => Promise<ReadProfiles<Each> | undefined>

/** One statement for all whose page is asked for at once, and one for all whose length is. */
async function memberships<Each extends { readonly id: number }>(
  asked: FarmPage,
  transitive: boolean,
  load: Load<Each>,
) {
  const query = { search: [], page: asked.page, transitive }
  const name = JSON.stringify(query)
  const read = await load(name, { ...query, count: false, nodes: true })
  return farmConnection(
    asked,
    read ?? { count: 0, profiles: [], keys: [] },
    async () => (await load(`length of ${name}`, { ...query, count: true, nodes: false }))?.count ?? 0,
  )
}
