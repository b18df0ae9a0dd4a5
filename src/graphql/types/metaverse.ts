import { GraphQLDateTime } from 'graphql-scalars'
import { InterfaceType, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { Node } from './node.js'
import { Plain } from './plain.js'

@InterfaceType({
  implements: Node,
  description:
    'A joined identity: a person, a group, or an object of a type of your own. Every object type of the metaverse is a type of the graph.',
})
export class MetaverseObject {
  @Plain(() => String, 'Its object type in the metaverse.')
  type!: string

  @Plain(() => GraphQLDateTime, 'When it was made.')
  createdAt!: Date

  @Plain(() => GraphQLDateTime, 'When one of its values last changed, references apart.')
  changedAt!: Date
}

@ObjectType({
  implements: [MetaverseObject, Node],
  description: 'A metaverse object whose object type the configuration does not have any more.',
})
export class UntypedObject {}

@ObjectType({ description: 'Where a value of the metaverse comes from.' })
export class Contribution {
  @Plain(() => GraphQLDateTime, 'When the value came.')
  at!: Date
}

@ObjectType({ description: 'An entry joined to a metaverse object.' })
export class Link {
  @Plain(() => Boolean, 'Whether a person made it, not a rule.')
  explicit!: boolean

  @Plain(() => GraphQLDateTime, 'When it was made.')
  linkedAt!: Date
}

@ObjectType()
abstract class MetaverseReferenceFields {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => Contribution, 'Where the reference comes from.')
  contribution!: Contribution
}

export const MetaverseObjectConnection = connectionOf(() => MetaverseObject, {
  name: 'MetaverseObject',
  of: 'metaverse objects',
})
export const MetaverseReferenceConnection = connectionOf(() => MetaverseObject, {
  name: 'MetaverseReference',
  of: 'references between metaverse objects',
  edge: MetaverseReferenceFields as never,
})
