import { ObjectType } from 'type-graphql'
import { AttributeType, ValueOperation } from './enums.js'
import { Plain } from './plain.js'

/** What every attribute with values says. */
@ObjectType()
export abstract class Attribute {
  @Plain(() => String, 'Its name.')
  name!: string

  @Plain(() => AttributeType, 'How its values are to be read.')
  type!: string

  @Plain(() => String, 'The token of type.')
  typeToken!: string
}

@ObjectType({ description: 'An attribute of an entry with its values. References are no values: see references.' })
export class EntryAttribute extends Attribute {
  @Plain(() => [String], 'Its values as text; never empty.')
  values!: string[]
}

@ObjectType({
  description: 'An attribute of a metaverse object with its values. References are no values: see references.',
})
export class MetaverseAttribute extends Attribute {
  @Plain(() => [String], 'Its values as text; never empty.')
  values!: string[]
}

@ObjectType({ description: 'A change of one attribute. Several changes of one attribute are applied in their order.' })
export class AttributeChange extends Attribute {
  @Plain(() => ValueOperation, 'What happens to the values.')
  operation!: string

  @Plain(() => String, 'The token of operation.')
  operationToken!: string

  @Plain(() => [String], 'The values that come or go, or all values from now on.')
  values!: string[]
}
