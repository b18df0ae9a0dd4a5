import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { ID, ObjectType } from 'type-graphql'
import { Attribute } from './attribute.js'
import { connectionOf } from './connection.js'
import { LinkEnd, ObjectEventKind, ReferenceChangeKind, StepCounter } from './enums.js'
import { Contribution, MetaverseObject } from './metaverse.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'A link between an entry and a metaverse object, as it was.' })
export class PastLink {
  @Plain(() => Boolean, 'Whether a person made it, not a rule.')
  explicit!: boolean

  @Plain(() => GraphQLDateTime, 'When it was made.')
  linkedAt!: Date

  @PlainOrNull(() => String, "The entry's name: when the link ended, or else now.")
  dn?: string

  @PlainOrNull(() => String, "The source's immutable key of the entry, likewise.")
  anchor?: string

  @PlainOrNull(() => LinkEnd, 'What became of the entry when the link ended; null where that is not told.')
  ended?: string

  @PlainOrNull(() => String, 'The token of ended.')
  endedToken?: string
}

@ObjectType({ description: 'One thing that happened to a metaverse object.' })
export class MetaverseObjectEvent {
  @Plain(() => ObjectEventKind, 'What happened.')
  kind!: string

  @Plain(() => String, 'The token of kind.')
  kindToken!: string

  @Plain(() => GraphQLDateTime, 'When it happened.')
  at!: Date

  @PlainOrNull(() => String, 'Its type afterwards, or that it had when it was deleted; null for links.')
  type?: string

  @PlainOrNull(() => String, 'The type that it had before, when that was another.')
  typeBefore?: string

  @Plain(() => [String], 'The attributes whose values changed, references included.')
  changed!: string[]

  @PlainOrNull(() => PastLink, 'Of LINKED and UNLINKED: the link.')
  link?: PastLink
}

@ObjectType({
  description: 'What happened to an attribute of a metaverse object. References are no values: see references.',
})
export class MetaverseAttributeChange extends Attribute {
  @Plain(() => [String], 'Its values before.')
  before!: string[]

  @Plain(() => [String], 'Its values afterwards.')
  after!: string[]
}

@ObjectType({ description: 'How many references of an attribute changed.' })
export class ReferenceChangeSum {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => GraphQLSafeInt, 'How many came.')
  added!: number

  @Plain(() => GraphQLSafeInt, 'How many went.')
  removed!: number

  @Plain(() => GraphQLSafeInt, 'How many stayed, and are given by somebody else.')
  handedOver!: number
}

@ObjectType()
abstract class ReferenceChangeFields {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => ReferenceChangeKind, 'What happened to the reference.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string

  @Plain(() => ID, 'The id of the object at the other end, which may be gone by now.')
  targetId!: string

  @Plain(() => Contribution, 'Where the reference came from.')
  contribution!: Contribution
}

@ObjectType({ description: 'A metaverse object as it was at some time.' })
export class PastMetaverseObject {
  @Plain(() => ID, 'The id of the metaverse object.')
  id!: string

  @Plain(() => GraphQLDateTime, 'The time that was asked for.')
  at!: Date

  @Plain(() => String, 'Its object type in the metaverse.')
  type!: string
}

@ObjectType()
abstract class PastReferenceFields {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => Contribution, 'Where the reference came from.')
  contribution!: Contribution
}

@ObjectType({ description: 'What a step of a run did to an entry.' })
export class EntryEvent {
  @Plain(() => StepCounter, 'As what it was counted.')
  counter!: string

  @Plain(() => String, 'The token of counter.')
  counterToken!: string

  @PlainOrNull(() => GraphQLDateTime, 'When the step began; null when its run was cleared.')
  at?: Date

  @PlainOrNull(() => String, "The entry's distinguished name then.")
  dn?: string
}

export const MetaverseObjectEventConnection = connectionOf(() => MetaverseObjectEvent, {
  name: 'MetaverseObjectEvent',
  of: 'what happened to a metaverse object, the newest first',
})
export const ReferenceChangeConnection = connectionOf(() => MetaverseObject, {
  name: 'ReferenceChange',
  of: 'references that changed; a node is null when the object is gone',
  nullable: true,
  edge: ReferenceChangeFields as never,
})
export const PastReferenceConnection = connectionOf(() => PastMetaverseObject, {
  name: 'PastReference',
  of: 'references as they were',
  nullable: true,
  edge: PastReferenceFields as never,
})
export const EntryEventConnection = connectionOf(() => EntryEvent, {
  name: 'EntryEvent',
  of: 'what runs did to an entry, the newest first',
})
