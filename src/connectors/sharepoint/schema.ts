import type { AttributeDefinition, AttributeType } from '../../model/value.js'
import type { DiscoveredType } from '../connector.js'
import { PHOTO_ATTRIBUTE, USER } from './names.js'
import type { PropertyDescription } from './profiles.js'

/** How a type of property is held in the hub, and as what XML Schema type its values are written. */
interface TypeRow {
  readonly type: AttributeType
  readonly xml: string
}

const TEXT: TypeRow = { type: 'string', xml: 'string' }
const DATE: TypeRow = { type: 'string', xml: 'dateTime' }

/** The documented property types, by their names without spaces and remarks. */
const TYPES: Readonly<Record<string, TypeRow>> = {
  string: TEXT,
  email: TEXT,
  html: TEXT,
  url: TEXT,
  guid: TEXT,
  uniqueidentifier: TEXT,
  timezone: TEXT,
  date: DATE,
  datetime: DATE,
  datenoyear: DATE,
  float: { type: 'string', xml: 'double' },
  integer: { type: 'number', xml: 'int' },
  biginteger: { type: 'number', xml: 'long' },
  boolean: { type: 'boolean', xml: 'boolean' },
  binary: { type: 'binary', xml: 'base64Binary' },
  person: { type: 'reference', xml: 'string' },
}

/** `String (Single Value)`, `big integer` and `Person` are one type each, whatever their spelling. What is unknown is text. */
const rowOf = (type: string): TypeRow =>
  TYPES[
    type
      .replace(/\(.*\)/, '')
      .replace(/\s+/g, '')
      .toLowerCase()
  ] ?? TEXT

export const xmlTypeOf = (property: PropertyDescription): string => rowOf(property.type).xml

export const isPerson = (property: PropertyDescription): boolean => rowOf(property.type).type === 'reference'

/** The object type that the farm's properties make, custom ones among them. */
export function discovered(schema: readonly PropertyDescription[], withPhotos: boolean): DiscoveredType[] {
  const attributes: (AttributeDefinition & { readonly type: AttributeType })[] = schema.map(property => ({
    name: property.name,
    type: rowOf(property.type).type,
    multivalued: property.multivalued,
  }))
  const photo = { name: PHOTO_ATTRIBUTE, type: 'binary', multivalued: false } as const
  return [{ name: USER, attributes: withPhotos ? [...attributes, photo] : attributes }]
}
