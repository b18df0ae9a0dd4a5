import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { EntryFate } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

const WHY_NOT = 'Why nothing was done; empty when something was.'

@ObjectType({ description: 'What became of something that a person wanted of one entry.' })
export class EntryActionPayload {
  @Plain(() => [Problem], WHY_NOT)
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to hold or release pending exports.' })
export class PendingExportsPayload {
  @PlainOrNull(() => GraphQLSafeInt, 'How many were held or released now; those that were already do not count.')
  count?: number

  @Plain(() => [Problem], WHY_NOT)
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to forget runs.' })
export class ClearRunHistoryPayload {
  @PlainOrNull(() => GraphQLSafeInt, 'How many runs are forgotten.')
  cleared?: number

  @Plain(() => [Problem], WHY_NOT)
  problems!: Problem[]
}

@ObjectType({
  description: 'A run that a worker executes as soon as nothing stands in its way; runProgress tells how it goes.',
})
export class QueuedActionPayload {
  @Plain(() => [Problem], 'Why there is no run; empty when there is one.')
  problems!: Problem[]
}

@ObjectType({ description: 'What becomes of an entry that loses its metaverse object through something else.' })
export class EntryConsequence {
  @Plain(() => String, 'Its distinguished name.')
  dn!: string

  @Plain(() => EntryFate, 'What becomes of it.')
  becomes!: string

  @Plain(() => String, 'The token of becomes.')
  becomesToken!: string
}

@ObjectType({ description: 'What parting an entry from its metaverse object would do. Nothing has happened yet.' })
export class DisconnectionPreview {
  @Plain(() => Boolean, 'Whether the metaverse object would be deleted, at once or after its grace period.')
  deletesObject!: boolean

  @PlainOrNull(() => GraphQLDateTime, 'When it would be deleted, if not at once.')
  deletionDue?: Date

  @Plain(() => [EntryConsequence], 'Other entries that would lose their metaverse object.')
  entries!: EntryConsequence[]

  @Plain(() => [String], 'Attributes of the object that would change, references apart.')
  changedAttributes!: string[]

  @Plain(() => [Problem], 'Why it cannot be parted; empty when it can.')
  problems!: Problem[]
}

@ObjectType({ description: 'What clearing a connector space would take away. Nothing has happened yet.' })
export class ConnectorSpaceClearing {
  @Plain(() => GraphQLSafeInt, 'Entries.')
  entries!: number

  @Plain(() => GraphQLSafeInt, 'Entries that are linked to a metaverse object.')
  connectors!: number

  @Plain(
    () => GraphQLSafeInt,
    'Metaverse objects that their deletion rules would give up; where code decides, all that are linked.',
  )
  deletedObjects!: number

  @Plain(() => GraphQLSafeInt, 'All metaverse objects.')
  objects!: number
}
