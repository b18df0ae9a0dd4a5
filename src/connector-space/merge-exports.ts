import { changeValues } from '../model/changes.js'
import type { AttributeChange } from '../model/delta.js'
import type { ExportChange } from './entry.js'

/** One change that does what the two do one after the other: an export that must be repeated, and what was planned on top of it. */
export function mergeExports(first: ExportChange, second: ExportChange): ExportChange {
  if (second.operation !== 'update') return second
  const dn = second.dn ?? first.dn
  const changes: Record<string, readonly AttributeChange[]> = { ...first.changes }
  for (const [name, list] of Object.entries(second.changes)) {
    const both = [...(first.changes[name] ?? []), ...list]
    changes[name] = first.operation === 'add' ? whole(both) : inOne(both)
  }
  return { ...first, dn, changes }
}

// Of an object that is being created everything is sent, also that something is gone again.
const whole = (list: readonly AttributeChange[]): readonly AttributeChange[] => [
  { operation: 'replace', values: changeValues([], list) },
]

/** Changes of one attribute as one: the whole, or what goes and then what comes, each value once. */
function inOne(list: readonly AttributeChange[]): readonly AttributeChange[] {
  const start = list.findLastIndex(change => change.operation === 'replace')
  if (start >= 0) return whole(list.slice(start))
  const last = new Map(list.flatMap(({ operation, values }) => values.map(value => [value, operation] as const)))
  return (['delete', 'add'] as const).flatMap(operation => {
    const values = [...last].flatMap(([value, each]) => (each === operation ? [value] : []))
    return values.length === 0 ? [] : [{ operation, values }]
  })
}
