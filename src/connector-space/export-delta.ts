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

/** How a source wants changes. */
export interface WritingStyle {
  /** False asks for whole attributes (domain.md 1.8, export type 2); references of several values are changed by value nevertheless. */
  readonly valueChanges: boolean
  /** Reference attributes of one value: they are replaced, whatever name the source still has there. */
  readonly single: ReadonlySet<string>
}

/** What a connector is asked to write. */
export function exportDelta(entry: Sendable, { valueChanges, single }: WritingStyle): Delta {
  const anchor = entry.anchor === undefined ? {} : { anchor: entry.anchor }
  const { operation, dn, changes } = entry.change
  // The second half of a delete-add is an add of its own.
  if (operation === 'delete' || operation === 'delete-add')
    return { kind: 'delete', objectType: entry.objectType, dn: entry.dn, ...anchor }
  const values = valueChanges || operation === 'add' ? changes : wholeAttributes(entry.image, changes)
  const all = withReferences(values, entry.references, single)
  if (operation === 'add')
    return { kind: 'add', objectType: entry.objectType, dn: dn ?? entry.dn, ...anchor, attributes: added(all) }
  return {
    kind: 'modify',
    objectType: entry.objectType,
    dn: entry.dn,
    ...anchor,
    ...(dn === undefined || dn === entry.dn ? {} : { newDn: dn }),
    changes: all,
  }
}

function withReferences(
  changes: Changes,
  references: readonly ExportedReference[],
  single: ReadonlySet<string>,
): Changes {
  if (references.length === 0) return changes
  const all: Record<string, readonly AttributeChange[]> = { ...changes }
  for (const attribute of new Set(references.map(each => each.attribute))) {
    if (!single.has(attribute)) continue
    const values = references.filter(each => each.attribute === attribute && each.operation === 'add')
    all[attribute] = [{ operation: 'replace', values: values.map(each => each.dn) }]
  }
  for (const operation of ['delete', 'add'] as const) {
    const byAttribute = Map.groupBy(
      references.filter(reference => reference.operation === operation && !single.has(reference.attribute)),
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
