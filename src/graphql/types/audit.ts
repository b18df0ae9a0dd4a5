import { GraphQLDateTime, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars'
import { Field, InputType, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'Something that was done to the hub, or tried.' })
export class AuditEvent {
  @Plain(() => GraphQLSafeInt, 'Its number in the audit log.')
  number!: number

  @Plain(() => GraphQLDateTime, 'When it was begun.')
  at!: Date

  @Plain(() => String, 'Who did it.')
  actor!: string

  @Plain(() => String, 'From where: an address, or cli; empty where it is not known.')
  origin!: string

  @Plain(() => String, 'What was done, such as start-run.')
  operation!: string

  @PlainOrNull(() => String, 'To what.')
  target?: string

  @Plain(
    () => String,
    'done, denied, refused: and the code of the problem, failed; started when it is under way or its process died.',
  )
  outcome!: string

  @Plain(() => GraphQLJSON, 'What is known of it: what was before and is after, numbers, reasons.')
  details!: unknown
}

export const AuditEventConnection = connectionOf(() => AuditEvent, {
  name: 'AuditEvent',
  of: 'events of the audit log',
})

@InputType({ description: 'Which events of the audit log; all that is given must hold.' })
export class AuditEventFilterInput {
  @Field(() => String, { nullable: true, description: 'Done by this one.' })
  actor?: string | null

  @Field(() => String, { nullable: true, description: 'This operation.' })
  operation?: string | null

  @Field(() => String, { nullable: true, description: 'Done to this.' })
  target?: string | null

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Begun then or later.' })
  since?: Date | null
}

@ObjectType({
  description: 'How far the audit log can be trusted: the hash of each of its events covers the one before.',
})
export class AuditVerification {
  @Plain(() => GraphQLSafeInt, 'How many events there are; beginning and end of something done are two.')
  events!: number

  @Plain(
    () => String,
    'The hash of the last event. Keep it elsewhere: given to a later verification, it shows whether events were cut off at the end.',
  )
  head!: string

  @PlainOrNull(() => GraphQLSafeInt, 'The first event that is not as it was appended, or before which one is missing.')
  broken?: number

  @PlainOrNull(() => Boolean, 'Whether the event with the earlier head is still there; null when none was given.')
  hasEarlierHead?: boolean
}
