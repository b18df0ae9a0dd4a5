import type { AttributeChange, Changes } from './delta.js'
import { type Attributes, sameValues, type Values, valuesOf } from './value.js'

/** The values of one attribute after its changes, applied in order. */
export function changeValues(before: Values, changes: readonly AttributeChange[]): Values {
  return changes.reduce<Values>((values, change) => {
    if (change.operation === 'replace') return change.values
    const touched = new Set(change.values)
    const rest = values.filter(value => !touched.has(value))
    return change.operation === 'delete' ? rest : [...rest, ...change.values]
  }, before)
}

/** The image after a set of changes. */
export function applyChanges(image: Attributes, changes: Changes): Attributes {
  const result: Record<string, Values> = { ...image }
  for (const [name, list] of Object.entries(changes)) {
    const values = changeValues(valuesOf(image, name), list)
    if (values.length > 0) result[name] = values
    else delete result[name]
  }
  return result
}

/** The smallest change that turns `before` into `after`: by value for multi-valued attributes, else a replacement. */
export function changeBetween(before: Values, after: Values, multivalued: boolean): readonly AttributeChange[] {
  if (sameValues(before, after)) return []
  if (!multivalued || before.length === 0 || after.length === 0) return [{ operation: 'replace', values: after }]
  const held = new Set(before)
  const wanted = new Set(after)
  const gone = before.filter(value => !wanted.has(value))
  const added = after.filter(value => !held.has(value))
  return [
    ...(gone.length > 0 ? [{ operation: 'delete' as const, values: gone }] : []),
    ...(added.length > 0 ? [{ operation: 'add' as const, values: added }] : []),
  ]
}

/** What makes one image of another. */
export function changesBetween(
  before: Attributes,
  after: Attributes,
  isMultivalued: (name: string) => boolean,
): Changes {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return Object.fromEntries(
    [...names].map(name => [name, changeBetween(valuesOf(before, name), valuesOf(after, name), isMultivalued(name))]),
  )
}
