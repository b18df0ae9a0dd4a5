import type { AttributeDefinition, Attributes, Values } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'

/** The attributes of all selected types by lower-case name; a name in several types is defined by the first. */
export function definitionsOf(types: readonly ObjectTypeSelection[]): ReadonlyMap<string, AttributeDefinition> {
  const definitions = new Map<string, AttributeDefinition>()
  for (const type of types) {
    for (const attribute of type.attributes) {
      const key = attribute.name.toLowerCase()
      if (!definitions.has(key)) definitions.set(key, attribute)
    }
  }
  return definitions
}

/** Cuts images down to the selected attributes of their type; undefined for a type that is not selected. */
export type Projection = (objectType: string, attributes: Attributes) => Attributes | undefined

export function projectionOf(types: readonly ObjectTypeSelection[]): Projection {
  const selected = new Map(types.map(type => [type.name, new Set(type.attributes.map(({ name }) => name))]))
  return (objectType, attributes) => {
    const names = selected.get(objectType)
    if (names === undefined) return undefined
    for (const name in attributes) if (!names.has(name)) return onlyThese(attributes, names)
    return attributes
  }
}

function onlyThese(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  const result: Record<string, Values> = {}
  for (const name in attributes) {
    const values = attributes[name]
    if (values !== undefined && names.has(name)) result[name] = values
  }
  return result
}
