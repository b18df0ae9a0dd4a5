import { GraphQLDateTime } from 'graphql-scalars'
import { createUnionType, Int, ObjectType } from 'type-graphql'
import { ObjectChangeKind, RunEventKind, RunStatus } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'A change of a metaverse object.' })
export class ObjectChange {
  @Plain(() => String, 'Where it stands: say it as after, and what came later is told.')
  cursor!: string

  @Plain(() => ObjectChangeKind, 'What happened to it.')
  kind!: string

  @Plain(() => GraphQLDateTime, 'When.')
  at!: Date

  @Plain(() => [String], 'The attributes that changed, references included; none of those that you do not see.')
  changedAttributes!: string[]
}

@ObjectType({ description: 'A run was asked for, began, went on to another step, or ended.' })
export class RunChange {
  @Plain(() => String, 'Where it stands: say it as after, and what came later is told.')
  cursor!: string

  @Plain(() => RunEventKind, 'What happened to it.')
  kind!: string

  @Plain(() => GraphQLDateTime, 'When.')
  at!: Date

  @PlainOrNull(() => Int, 'The step that began or ended; null where it is about the run.')
  stepNumber?: number

  @PlainOrNull(() => RunStatus, 'The result, of what has ended.')
  status?: string
}

@ObjectType({
  description:
    'You have read too slowly: what comes next is not kept at hand any more. The subscription is over; subscribe again with after, and nothing is missed.',
})
export class Lagged {
  @Plain(() => String, 'Where to resume.')
  after!: string
}

const resolveType = (value: object): string =>
  'after' in value ? 'Lagged' : 'changedAttributes' in value ? 'ObjectChange' : 'RunChange'

export const ObjectChangedEvent = createUnionType({
  name: 'ObjectChangedEvent',
  description: 'What objectChanged tells: a change, or that you have read too slowly.',
  types: () => [ObjectChange, Lagged] as const,
  resolveType,
})

export const RunsEvent = createUnionType({
  name: 'RunsEvent',
  description: 'What runs tells: how a run went on, or that you have read too slowly.',
  types: () => [RunChange, Lagged] as const,
  resolveType,
})
