import { GraphQLDateTime } from 'graphql-scalars'
import { Field, ID, InputType, Int } from 'type-graphql'
import { ChangeOperation } from './enums.js'

const ENTRY = { description: 'The id of the entry.' }
const ACCEPTED =
  'How many metaverse objects may be deleted. Absent: as many as the brakes allow (500, and 20 % of all from ten on).'

@InputType({ description: 'Which entry to join to which metaverse object.' })
export class JoinEntryInput {
  @Field(() => ID, ENTRY)
  entry!: string

  @Field(() => ID, { description: 'The id of the metaverse object.' })
  object!: string
}

@InputType({ description: 'Which entry to make a metaverse object of.' })
export class ProjectEntryInput {
  @Field(() => ID, ENTRY)
  entry!: string

  @Field(() => String, { description: 'The type of the new metaverse object.' })
  type!: string
}

@InputType({ description: 'Which entry to part from its metaverse object.' })
export class DisconnectEntryInput {
  @Field(() => ID, ENTRY)
  entry!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether rules may not link it again. Otherwise the next synchronization tries, and may well do it.',
  })
  explicit!: boolean

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it may delete the metaverse object. disconnectionPreview says whether it would.',
  })
  confirmDeletion!: boolean

  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the metaverse object that it is to be parted from: refused with operator.changed-meanwhile when it is linked to another one by now. Absent: from whichever.',
  })
  expectedObject?: string | null
}

@InputType({ description: 'Which disconnector to leave to the rules, or not.' })
export class SetDisconnectorStateInput {
  @Field(() => ID, ENTRY)
  entry!: string

  @Field(() => Boolean, {
    description: 'Whether rules may not link it. False: the next synchronization tries again.',
  })
  explicit!: boolean
}

@InputType({ description: 'Which pending exports: of an agent, or of entries.' })
export class PendingExportsInput {
  @Field(() => String, { nullable: true, description: 'The name of the agent, for all that it has pending.' })
  agent?: string | null

  @Field(() => [ID], { nullable: true, description: 'The ids of entries, of any agents.' })
  entries?: string[] | null

  @Field(() => [ChangeOperation], { nullable: true, description: 'Only these operations; absent: all.' })
  operations?: string[] | null
}

@InputType({ description: 'Which runs to forget.' })
export class ClearRunHistoryInput {
  @Field(() => GraphQLDateTime, { description: 'Those that ended before this moment.' })
  before!: Date

  @Field(() => String, { nullable: true, description: 'Only those of the agent with this name; absent: of all.' })
  agent?: string | null
}

@InputType({ description: 'Which connector space to clear.' })
export class ClearConnectorSpaceInput {
  @Field(() => String, { description: 'The name of the agent. It may have left the configuration.' })
  agent!: string

  @Field(() => String, { description: 'The name once more.' })
  confirm!: string

  @Field(() => Int, { nullable: true, description: ACCEPTED })
  acceptDeletions?: number | null
}

@InputType({ description: 'Which metaverse objects to ask their deletion rules again.' })
export class ReevaluateDeletionRulesInput {
  @Field(() => String, { nullable: true, description: 'Only objects of this type; absent: of all.' })
  type?: string | null

  @Field(() => Int, { nullable: true, description: ACCEPTED })
  acceptDeletions?: number | null
}
