import type { Delta } from '../../model/delta.js'
import type { DiscoveredType, ObjectTypeSelection } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { projectionOf } from '../kit/selection.js'
import type { MemoryObject } from './source.js'

/** Reads objects and log entries as deltas of the selected types and attributes; undefined for what is not selected. */
export interface MemoryDecoder {
  object(object: MemoryObject): ReadItem | undefined
  logged(delta: Delta): ReadItem | undefined
}

export function memoryDecoder(types: readonly ObjectTypeSelection[]): MemoryDecoder {
  const project = projectionOf(types)
  const names = new Map(types.map(type => [type.name, new Set(type.attributes.map(({ name }) => name))]))
  const object = ({ objectType, dn, anchor, attributes }: MemoryObject): ReadItem | undefined => {
    const selected = project(objectType, attributes)
    return selected && { kind: 'add', objectType, dn, anchor, attributes: selected }
  }
  return {
    object,
    logged(delta) {
      const selected = names.get(delta.objectType ?? '')
      if (selected === undefined) return undefined
      if (delta.kind === 'delete') return delta
      if (delta.kind === 'add') return object({ ...delta, anchor: delta.anchor ?? '' })
      const changes = Object.entries(delta.changes).filter(([name]) => selected.has(name))
      if (changes.length === 0 && delta.newDn === undefined) return undefined
      return { ...delta, changes: Object.fromEntries(changes) }
    },
  }
}

/** The types and attributes that objects have, as far as can be told by looking at them. */
export function inferTypes(objects: Iterable<MemoryObject>): DiscoveredType[] {
  const types = new Map<string, Map<string, boolean>>()
  for (const { objectType, attributes } of objects) {
    const multivalued = types.get(objectType) ?? new Map<string, boolean>()
    types.set(objectType, multivalued)
    for (const [name, values] of Object.entries(attributes)) {
      multivalued.set(name, multivalued.get(name) === true || values.length > 1)
    }
  }
  return [...types].map(([name, attributes]) => ({
    name,
    attributes: [...attributes].map(([attribute, multivalued]) => ({ name: attribute, type: 'string', multivalued })),
  }))
}
