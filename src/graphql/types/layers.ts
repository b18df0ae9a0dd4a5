import { GraphQLSafeInt } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { ConnectorSpaceEntry } from './entry.js'
import { ChangeOperation, ValueOperation } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({
  description: 'The object as it is, or would be, in the source with everything up to one layer.',
})
export class EntryImage {
  @Plain(() => String, 'Its object type.')
  objectType!: string

  @Plain(() => String, 'The newest name that is known; in export layers the one it will have.')
  dn!: string
}

@ObjectType({ description: 'What one layer changes about the object.' })
export class EntryDelta {
  @Plain(() => ChangeOperation, 'What happens to the object.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string

  @PlainOrNull(() => String, 'The name to create it under, or its new name.')
  dn?: string
}

@ObjectType({ description: 'One layer of an entry (MIM: hologram).' })
export class EntryLayer {
  @PlainOrNull(() => EntryImage, 'The object with this layer and all below; null: it is not there.')
  image?: EntryImage

  @PlainOrNull(() => EntryDelta, 'What this layer changes; null: nothing.')
  delta?: EntryDelta
}

@ObjectType({
  description:
    'The layers of an entry, from the ground up. Each image is the one below with the delta of its layer applied.',
})
export class EntryLayers {
  @Plain(() => EntryLayer, 'What synchronization has seen. It has no delta.')
  synchronized!: EntryLayer

  @Plain(() => EntryLayer, 'What an import has staged since.')
  pendingImport!: EntryLayer

  @Plain(() => EntryLayer, 'What was sent, and no import has shown yet.')
  unconfirmedExport!: EntryLayer

  @Plain(() => EntryLayer, 'What an export is sending, or was sending when it was interrupted.')
  escrowedExport!: EntryLayer

  @Plain(() => EntryLayer, 'What the next export will send.')
  pendingExport!: EntryLayer
}

@ObjectType()
abstract class ImageReferenceFields {
  @Plain(() => String, 'The attribute that refers.')
  attribute!: string

  @Plain(() => String, 'The name it refers to.')
  dn!: string
}

@ObjectType()
abstract class DeltaReferenceFields extends ImageReferenceFields {
  @Plain(() => ValueOperation, 'Whether the reference comes or goes.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string
}

@ObjectType({ description: 'A name that entries speak of, and that none of them has.' })
export class Placeholder {
  @Plain(() => String, 'The name, as one of those writes it that speak of it.')
  dn!: string

  @Plain(() => GraphQLSafeInt, 'How many speak of it: references to it, or entries right below it.')
  mentions!: number
}

export const ImageReferenceConnection = connectionOf(() => ConnectorSpaceEntry, {
  name: 'ImageReference',
  of: 'references of an image; a node is null while no entry has the name',
  nullable: true,
  edge: ImageReferenceFields as never,
})
export const DeltaReferenceConnection = connectionOf(() => ConnectorSpaceEntry, {
  name: 'DeltaReference',
  of: 'references that come or go with a layer; a node is null while no entry has the name',
  nullable: true,
  edge: DeltaReferenceFields as never,
})
export const PlaceholderConnection = connectionOf(() => Placeholder, { name: 'Placeholder', of: 'placeholders' })
