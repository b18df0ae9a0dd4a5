import { GraphQLDateTime } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { AttributeChange } from './attribute.js'
import { connectionOf } from './connection.js'
import { ChangeOperation, ConnectorState, ReferenceState, ValueOperation } from './enums.js'
import { Node } from './node.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({
  implements: Node,
  description:
    "One object of an agent's connector space: the staged copy of what the source holds, and what is pending in both directions.",
})
export class ConnectorSpaceEntry {
  @Plain(() => String, 'Its distinguished name, as the source writes it.')
  dn!: string

  @PlainOrNull(() => String, "The source's immutable key; null until the source has confirmed the object.")
  anchor?: string

  @Plain(() => String, 'Its object type in the source.')
  objectType!: string

  @Plain(() => ConnectorState, 'How it stands to the metaverse.')
  state!: string

  @Plain(() => String, 'The token of state.')
  stateToken!: string

  @Plain(() => Boolean, 'Whether another object has its name now and its own news has not come.')
  transient!: boolean

  @Plain(() => Boolean, 'Whether an import has ever seen it; false for what the hub has provisioned only.')
  imported!: boolean

  @PlainOrNull(() => GraphQLDateTime, 'Since when it is linked to its metaverse object.')
  linkedAt?: Date

  @Plain(() => GraphQLDateTime, 'When it came into the connector space.')
  createdAt!: Date
}

@ObjectType({
  description:
    'What an import has staged and synchronization has not seen. Changed references are marked in references.',
})
export class PendingImport {
  @Plain(() => ChangeOperation, 'What happened to the object.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string

  @PlainOrNull(() => String, 'The object type that synchronization knows, when it has changed.')
  previousObjectType?: string

  @Plain(() => [AttributeChange], 'What happened to its attributes.')
  changes!: AttributeChange[]
}

@ObjectType({ description: 'A change of the object on its way to the source.' })
export class PendingExport {
  @Plain(() => ChangeOperation, 'What is to happen to the object.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string

  @PlainOrNull(() => String, 'The name to create the object under, or its new name.')
  dn?: string

  @Plain(() => [AttributeChange], 'What is to happen to its attributes, references apart.')
  changes!: AttributeChange[]

  @Plain(() => Boolean, 'Whether the hub itself holds it back until an import shows what became of an earlier attempt.')
  held!: boolean

  @PlainOrNull(() => String, 'Who holds it back until it is released; null: nobody.')
  heldBy?: string

  @PlainOrNull(() => GraphQLDateTime, 'Since when it is held back by a person.')
  heldSince?: Date

  @Plain(() => Boolean, 'Whether it may have been sent: the connection broke before the answer.')
  mayBeSent!: boolean

  @Plain(() => GraphQLDateTime, 'When it was last changed.')
  changedAt!: Date
}

@ObjectType()
abstract class EntryReferenceFields {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => String, 'The name it refers to, as the source writes it.')
  dn!: string

  @Plain(() => ReferenceState, 'Whether synchronization has yet to see it come or go.')
  state!: string

  @Plain(() => String, 'The token of state.')
  stateToken!: string
}

@ObjectType()
abstract class ExportReferenceFields {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => ValueOperation, 'Whether the reference is to come or to go.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string
}

export const ConnectorSpaceEntryConnection = connectionOf(() => ConnectorSpaceEntry, {
  name: 'ConnectorSpaceEntry',
  of: 'entries',
})
export const EntryReferenceConnection = connectionOf(() => ConnectorSpaceEntry, {
  name: 'EntryReference',
  of: 'references between entries; a node is null while no entry has the name',
  nullable: true,
  edge: EntryReferenceFields as never,
})
export const ExportReferenceConnection = connectionOf(() => ConnectorSpaceEntry, {
  name: 'ExportReference',
  of: 'references on their way to the source',
  nullable: true,
  edge: ExportReferenceFields as never,
})
