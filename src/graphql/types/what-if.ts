import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { Int, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { CancelOutcome, ChangeOperation, DifferenceKind, RunStatus, WhatIfMode, WhatIfStatus } from './enums.js'
import { Node } from './node.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'
import { EventCounter } from './run.js'

@ObjectType({ description: 'How far a what-if is within its status.' })
export class WhatIfProgress {
  @PlainOrNull(() => String, 'The agent that is being synchronized.')
  agent?: string

  @PlainOrNull(() => GraphQLSafeInt, 'Tables, objects or comparisons done.')
  done?: number

  @PlainOrNull(() => GraphQLSafeInt, 'How many in all; null while nobody knows.')
  total?: number
}

@ObjectType({ description: 'One agent synchronized on the copy.' })
export class WhatIfStep {
  @Plain(() => String, 'The name of the agent.')
  agent!: string

  @Plain(() => RunStatus, 'How the step would end.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => [EventCounter], 'What it would count.')
  counters!: EventCounter[]

  @PlainOrNull(() => Problem, 'Why it would stop.')
  problem?: Problem
}

@ObjectType()
abstract class CountFields {
  @Plain(() => GraphQLSafeInt, 'How many things differ: entries, or objects where no entry is concerned.')
  objects!: number

  @Plain(() => GraphQLSafeInt, 'How many differences there are.')
  differences!: number
}

@ObjectType({ description: 'How many differences of one kind there are in one agent, operation and attribute.' })
export class DifferenceDetailCount extends CountFields {
  @PlainOrNull(() => String, 'The agent whose entries differ, or who gives the value.')
  agent?: string

  @PlainOrNull(() => ChangeOperation, 'What is to be exported.')
  operation?: string

  @PlainOrNull(() => String, 'The attribute.')
  attribute?: string
}

@ObjectType({ description: 'How many differences of one kind there are.' })
export class DifferenceCount extends CountFields {
  @Plain(() => DifferenceKind, 'The kind.')
  kind!: string

  @Plain(() => String, 'The token of kind.')
  kindToken!: string

  @Plain(() => [DifferenceDetailCount], 'The same by agent, operation and attribute.')
  details!: DifferenceDetailCount[]
}

@ObjectType({ description: 'Something that would be different. What does not belong to its kind is null.' })
export class WhatIfDifference {
  @Plain(() => DifferenceKind, 'What would happen.')
  kind!: string

  @Plain(() => String, 'The token of kind.')
  kindToken!: string

  @PlainOrNull(() => String, 'The agent whose entry it is; of a value, who gives it, or gave it.')
  agent?: string

  @PlainOrNull(() => String, 'The distinguished name of the entry.')
  dn?: string

  @PlainOrNull(() => String, 'The type of the metaverse object; of ENTRY_REMOVED, of the entry.')
  objectType?: string

  @PlainOrNull(() => String, 'What people call the metaverse object: its displayName.')
  label?: string

  @PlainOrNull(() => ChangeOperation, 'Of exports: what would be sent.')
  operation?: string

  @PlainOrNull(() => String, 'The attribute.')
  attribute?: string

  @PlainOrNull(() => String, 'The rule that gives the value, makes or made the link, or filters.')
  rule?: string

  @PlainOrNull(() => String, 'What is, as JSON; of references, the names of the first hundred that go.')
  before?: string

  @PlainOrNull(() => String, 'What would be, as JSON; of references, the names of the first hundred that come.')
  after?: string

  @PlainOrNull(() => GraphQLSafeInt, 'How many references go.')
  removed?: number

  @PlainOrNull(() => GraphQLSafeInt, 'How many references come.')
  added?: number
}

export const WhatIfDifferenceConnection = connectionOf(() => WhatIfDifference, {
  name: 'WhatIfDifference',
  of: 'differences, in the order in which they were found',
})

@ObjectType({
  implements: Node,
  description: 'The rules of a configuration tried on a copy of the data: what would be different. Kept for a day.',
})
export class WhatIf {
  @Plain(() => WhatIfStatus, 'How it ended, or what it is doing.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => WhatIfMode, 'Whether everything is synchronized, or what is pending.')
  mode!: string

  @PlainOrNull(() => String, 'The document as YAML; null: the configuration in force.')
  document?: string

  @Plain(() => Int, 'The version that was in force.')
  version!: number

  @PlainOrNull(() => [String], 'The agents that are synchronized, in this order; null: all.')
  agents?: string[]

  @Plain(() => String, 'Who asked for it.')
  requestedBy!: string

  @Plain(() => GraphQLDateTime, 'When it was asked for.')
  requestedAt!: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it began.')
  startedAt?: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it ended.')
  endedAt?: Date

  @Plain(() => WhatIfProgress, 'How far it is.')
  progress!: WhatIfProgress

  @Plain(() => [DifferenceCount], 'How much would be different. Empty until it is completed.')
  counts!: DifferenceCount[]

  @PlainOrNull(() => Problem, 'Why it failed.')
  problem?: Problem
}

export const WhatIfConnection = connectionOf(() => WhatIf, { name: 'WhatIf', of: 'what-ifs, the newest first' })

@ObjectType({ description: 'What became of the wish to try a configuration.' })
export class StartWhatIfPayload {
  @Plain(() => [Problem], 'Why there is no what-if; empty when there is one.')
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to stop a what-if.' })
export class CancelWhatIfPayload {
  @PlainOrNull(() => CancelOutcome, 'What it came to; null when there is no such what-if.')
  outcome?: string

  @PlainOrNull(() => String, 'The token of outcome.')
  outcomeToken?: string

  @Plain(() => [Problem], 'Why nothing was done; empty when something was.')
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to remove a what-if.' })
export class RemoveWhatIfPayload {
  @Plain(() => Boolean, 'Whether it is gone.')
  removed!: boolean

  @Plain(() => [Problem], 'Why nothing was done; empty when something was.')
  problems!: Problem[]
}
