import { changeValues } from '../model/changes.js'
import type { AttributeChange, Changes, Delta } from '../model/delta.js'
import { type Attributes, type Values, valuesOf } from '../model/value.js'
import type { ExportChange } from './entry.js'

/** A reference that is to be written: the target by the name it has in the same source. */
export interface ExportedReference {
  readonly attribute: string
  readonly operation: 'add' | 'delete'
  readonly dn: string
}

/** An entry with everything that is to be sent of it. */
export interface Sendable {
  readonly objectType: string
  readonly dn: string
  readonly anchor: string | undefined
  readonly image: Attributes
  readonly change: ExportChange
  readonly references: readonly ExportedReference[]
}

/** What a connector is asked to write. `valueChanges` false asks for whole attributes (domain.md 1.8, export type 2). */
export function exportDelta(entry: Sendable, valueChanges: boolean): Delta {
  const anchor = entry.anchor === undefined ? {} : { anchor: entry.anchor }
  const { operation, dn, changes } = entry.change
  if (operation === 'delete') return { kind: 'delete', objectType: entry.objectType, dn: entry.dn, ...anchor }
  const all = withReferences(changes, entry.references)
  if (operation === 'add')
    return { kind: 'add', objectType: entry.objectType, dn: dn ?? entry.dn, ...anchor, attributes: added(all) }
  return {
    kind: 'modify',
    objectType: entry.objectType,
    dn: entry.dn,
    ...anchor,
    ...(dn === undefined || dn === entry.dn ? {} : { newDn: dn }),
    changes: valueChanges ? all : wholeAttributes(entry.image, all),
  }
}

function withReferences(changes: Changes, references: readonly ExportedReference[]): Changes {
  if (references.length === 0) return changes
  const all: Record<string, readonly AttributeChange[]> = { ...changes }
  for (const operation of ['delete', 'add'] as const) {
    const byAttribute = Map.groupBy(
      references.filter(reference => reference.operation === operation),
      reference => reference.attribute,
    )
    for (const [attribute, list] of byAttribute) {
      all[attribute] = [...(all[attribute] ?? []), { operation, values: list.map(reference => reference.dn) }]
    }
  }
  return all
}

function added(changes: Changes): Attributes {
  const attributes: Record<string, Values> = {}
  for (const [name, list] of Object.entries(changes)) {
    const values = changeValues([], list)
    if (values.length > 0) attributes[name] = values
  }
  return attributes
}

const wholeAttributes = (image: Attributes, changes: Changes): Changes =>
  Object.fromEntries(
    Object.entries(changes).map(([name, list]) => [
      name,
      [{ operation: 'replace' as const, values: changeValues(valuesOf(image, name), list) }],
    ]),
  )
