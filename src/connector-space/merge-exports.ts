import { applyChanges } from '../model/changes.js'
import type { AttributeChange, Changes } from '../model/delta.js'
import type { Values } from '../model/value.js'
import type { ExportChange } from './entry.js'

/** One change that does what the two do one after the other: an export that must be repeated, and what was planned on top of it. */
export function mergeExports(first: ExportChange, second: ExportChange): ExportChange {
  if (second.operation !== 'update') return second
  const dn = second.dn ?? first.dn
  if (first.operation === 'add')
    return { operation: 'add', dn, changes: asReplacements(applyChanges(valuesAdded(first.changes), second.changes)) }
  return { ...first, dn, changes: concatenate(first.changes, second.changes) }
}

const valuesAdded = (changes: Changes): Record<string, Values> =>
  Object.fromEntries(Object.entries(changes).map(([name, list]) => [name, list.at(-1)?.values ?? []]))

const asReplacements = (attributes: Record<string, Values> | Readonly<Record<string, Values>>): Changes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, values]) => [name, [{ operation: 'replace' as const, values }]]),
  )

function concatenate(first: Changes, second: Changes): Changes {
  const merged: Record<string, readonly AttributeChange[]> = { ...first }
  for (const [name, list] of Object.entries(second))
    merged[name] = list[0]?.operation === 'replace' ? list : [...(first[name] ?? []), ...list]
  return merged
}
