import type { AttributeChange, Changes } from '../../model/delta.js'
import { type Attributes, type Value, type Values, valuesOf } from '../../model/value.js'

const ORDER = { replace: 0, delete: 1, add: 2 } as const

/** The values after `changes` of one attribute: replace, then delete, then add. Each value once. */
export function changedValues(values: Values, changes: readonly AttributeChange[]): Values {
  let result = new Set<Value>(values)
  for (const change of inOrder(changes)) {
    if (change.operation === 'replace') result = new Set(change.values)
    else for (const value of change.values) change.operation === 'add' ? result.add(value) : result.delete(value)
  }
  return [...result]
}

/** The image after `changes`. Attributes left without values are absent. */
export function changedAttributes(attributes: Attributes, changes: Changes): Attributes {
  const result: Record<string, Values> = { ...attributes }
  for (const [name, list] of Object.entries(changes)) {
    const values = changedValues(valuesOf(attributes, name), list)
    if (values.length > 0) result[name] = values
    else delete result[name]
  }
  return result
}

/** The first change that the image contradicts: a value to add that is held, or one to delete that is not. */
export function firstConflict(
  attributes: Attributes,
  changes: Changes,
): { readonly attribute: string; readonly value: Value; readonly held: boolean } | undefined {
  for (const [attribute, list] of Object.entries(changes)) {
    const values = new Set(valuesOf(attributes, attribute))
    for (const change of inOrder(list)) {
      if (change.operation === 'replace') continue
      const wanted = change.operation === 'delete'
      const value = change.values.find(one => values.has(one) !== wanted)
      if (value !== undefined) return { attribute, value, held: !wanted }
      for (const one of change.values) wanted ? values.delete(one) : values.add(one)
    }
  }
  return undefined
}

/** Whether the image is already as `changes` would leave it. */
export function changesHold(attributes: Attributes, changes: Changes): boolean {
  return Object.entries(changes).every(([name, list]) => {
    const now = valuesOf(attributes, name)
    const then = changedValues(now, list)
    const held = new Set(now)
    return held.size === then.length && then.every(value => held.has(value))
  })
}

/** Whether every value of `part` is among those of `whole`. */
export function contains(whole: Attributes, part: Attributes): boolean {
  return Object.entries(part).every(([name, values]) => {
    const held = new Set(valuesOf(whole, name))
    return values.every(value => held.has(value))
  })
}

function inOrder(changes: readonly AttributeChange[]): readonly AttributeChange[] {
  return changes.length < 2 ? changes : [...changes].sort((a, b) => ORDER[a.operation] - ORDER[b.operation])
}
