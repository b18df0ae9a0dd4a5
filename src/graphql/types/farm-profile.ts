import { GraphQLDateTime } from 'graphql-scalars'
import { createUnionType, ID, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { FarmChangeKind } from './enums.js'
import { Lagged } from './live.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'One property of a profile, under the name that the farm has for it.' })
export class FarmProperty {
  @Plain(() => String, "The farm's name of it.")
  name!: string

  @Plain(
    () => [String],
    'Its values as text. Of references the accounts of profiles that the farm sees, of binary values where to fetch them, below the address of the hub.',
  )
  values!: readonly string[]
}

@ObjectType({ description: 'A person as a farm sees it: who is in its scope, with the properties of its view.' })
export class FarmProfile {
  @PlainOrNull(() => String, 'What the profile is called by; null for one that has no account yet.')
  account?: string
}

export const FarmProfileConnection = connectionOf(() => FarmProfile, { name: 'FarmProfile', of: 'profiles' })

@ObjectType({ description: 'A group as a farm sees it: one of its scope, with the properties of its view of groups.' })
export class FarmGroup {}

export const FarmGroupConnection = connectionOf(() => FarmGroup, { name: 'FarmGroup', of: 'groups' })

@ObjectType({ description: 'A profile that has come, is another than it was, or is none of the farm any more.' })
export class FarmChange {
  @Plain(() => String, 'Where it stands: say it as after, of changes or of farmChanges, and what came later is told.')
  cursor!: string

  @Plain(() => ID, 'The id of the profile. Of what is no profile of the farm any more nothing else is said.')
  id!: string

  @Plain(() => FarmChangeKind, 'What happened to it.')
  kind!: string

  @PlainOrNull(() => FarmProfile, 'The profile as it is now; null when it is none of the farm by now.')
  profile?: unknown

  @Plain(() => GraphQLDateTime, 'When it changed.')
  at!: Date
}

export const FarmChangesEvent = createUnionType({
  name: 'FarmChangesEvent',
  description: 'What farmChanges tells: a change, or that you have read too slowly.',
  types: () => [FarmChange, Lagged] as const,
  resolveType: value => ('after' in value ? 'Lagged' : 'FarmChange'),
})

@ObjectType({ description: 'What has changed of the profiles of a farm.' })
export class FarmChangePage {
  @Plain(() => [FarmChange], 'Each changed profile once, in the order of their last changes.')
  nodes!: FarmChange[]

  @Plain(() => String, 'Where to go on: the next after.')
  cursor!: string

  @Plain(() => Boolean, 'Whether there are more already.')
  hasMore!: boolean
}

@ObjectType({ description: 'A SharePoint farm or another portal that reads its people here.' })
export class Farm {
  @Plain(() => String, 'Its name in the configuration.')
  name!: string

  @Plain(() => [String], 'The names of the properties of its view.')
  properties!: string[]
}
