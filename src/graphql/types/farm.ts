import { GraphQLDateTime } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'A profile that the administrator of a farm has to remove: its person is gone.' })
export class FarmRemoval {
  @Plain(() => String, 'The account name of the profile.')
  accountName!: string

  @PlainOrNull(() => String, "The person's name, as the farm shows it.")
  displayName?: string

  @Plain(() => GraphQLDateTime, 'When the hub asked for the removal.')
  since!: Date
}

export const FarmRemovalConnection = connectionOf(() => FarmRemoval, { name: 'FarmRemoval', of: 'profiles to remove' })
