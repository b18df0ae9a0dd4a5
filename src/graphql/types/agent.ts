import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { Float, Int, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { StepType } from './enums.js'
import { Node } from './node.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({
  implements: Node,
  description: 'A configured connection to a source of identities (MIM: management agent).',
})
export class Agent {
  @Plain(() => String, 'Its name in the configuration.')
  name!: string

  @Plain(() => String, 'The kind of source: the name of the connector.')
  connector!: string

  @Plain(() => Boolean, 'Whether only a full import brings it back to what the configuration says.')
  fullImportRequired!: boolean

  @Plain(() => Boolean, 'Whether only a full synchronization brings it back to what the configuration says.')
  fullSynchronizationRequired!: boolean

  @Plain(
    () => Boolean,
    'Whether rules changed that can affect some of its entries: its next delta synchronization looks at these.',
  )
  synchronizationRequired!: boolean

  @PlainOrNull(() => GraphQLDateTime, 'When an import last read the source completely.')
  importedAt?: Date

  @Plain(() => GraphQLDateTime, 'When it came into the configuration.')
  createdAt!: Date

  @Plain(() => Boolean, 'Whether it has left the configuration since.')
  removed!: boolean
}

@ObjectType({
  description: "Counts of a connector space, as MIM's statistics show them. They are counted when asked for.",
})
export class AgentStatistics {
  @Plain(() => GraphQLSafeInt, 'All entries.')
  all!: number

  @Plain(() => GraphQLSafeInt, 'Entries that are joined, by a rule or a person.')
  totalConnectors!: number

  @Plain(() => GraphQLSafeInt, 'Entries joined by a rule.')
  connectors!: number

  @Plain(() => GraphQLSafeInt, 'Entries joined by a person.')
  explicitConnectors!: number

  @Plain(() => GraphQLSafeInt, 'Entries that are not joined, whatever the reason.')
  totalDisconnectors!: number

  @Plain(() => GraphQLSafeInt, 'Entries that are not joined, and that rules try to join at every synchronization.')
  disconnectors!: number

  @Plain(() => GraphQLSafeInt, 'Entries that must not be joined by a rule.')
  explicitDisconnectors!: number

  @Plain(() => GraphQLSafeInt, 'Entries that the connector filter keeps out.')
  filteredDisconnectors!: number

  @Plain(() => GraphQLSafeInt, 'Imported adds that synchronization has not seen.')
  importAdds!: number

  @Plain(() => GraphQLSafeInt, 'Imported updates that synchronization has not seen.')
  importUpdates!: number

  @Plain(() => GraphQLSafeInt, 'Imported deletes that synchronization has not seen.')
  importDeletes!: number

  @Plain(() => GraphQLSafeInt, 'Entries of which synchronization has seen everything.')
  importNone!: number

  @Plain(() => GraphQLSafeInt, 'Entries to synchronize again, because rules changed that can affect them.')
  affectedByRules!: number

  @Plain(() => GraphQLSafeInt, 'Adds to be exported.')
  exportAdds!: number

  @Plain(() => GraphQLSafeInt, 'Updates to be exported.')
  exportUpdates!: number

  @Plain(() => GraphQLSafeInt, 'Deletes to be exported.')
  exportDeletes!: number

  @Plain(() => GraphQLSafeInt, 'Of what is to be exported, that which a person holds.')
  exportHeld!: number

  @Plain(() => GraphQLSafeInt, 'Entries with something that was sent, and that no import has shown yet.')
  awaitingConfirmation!: number

  @Plain(() => GraphQLSafeInt, 'Entries whose name another object has now.')
  transients!: number

  @Plain(() => GraphQLSafeInt, 'Problems that stand.')
  problems!: number
}

@ObjectType({
  description: 'One step of a run profile, with its brakes. A limit that is null here is the default of the agent.',
})
export class StepDefinition {
  @Plain(() => StepType, 'What the step does.')
  type!: string

  @Plain(() => String, 'The token of type.')
  typeToken!: string

  @PlainOrNull(() => Int, 'Stop after so many objects.')
  objectLimit?: number

  @PlainOrNull(() => Int, 'Refuse when more objects would be deleted.')
  deletionLimit?: number

  @PlainOrNull(() => Float, 'Refuse when more than this share of the objects would be deleted, 0 to 100.')
  deletionPercent?: number

  @PlainOrNull(() => Int, 'Objects in a batch.')
  batchSize?: number
}

@ObjectType({ implements: Node, description: 'What a run of an agent does: a list of steps with a name.' })
export class RunProfile {
  @Plain(() => String, 'Its name, unique in the agent.')
  name!: string

  @Plain(() => [StepDefinition], 'Its steps, in order.')
  steps!: StepDefinition[]
}

export const AgentConnection = connectionOf(() => Agent, { name: 'Agent', of: 'agents' })
export const RunProfileConnection = connectionOf(() => RunProfile, { name: 'RunProfile', of: 'run profiles' })
