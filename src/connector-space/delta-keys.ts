import type { Delta, ModifyDelta } from '../model/delta.js'
import { nameKey } from './hash.js'

/** What identifies the object of a delta: its anchor where the source gives one, else its name. */
export const deltaKeys = (delta: Delta): string[] => [
  ...(delta.anchor === undefined ? [] : [`anchor:${delta.anchor}`]),
  `name:${nameKey(delta.dn)}`,
  ...(delta.kind === 'modify' && delta.newDn !== undefined ? [`name:${nameKey(delta.newDn)}`] : []),
]

/** The references that a modification names, and whether it replaces all of an attribute's. */
export function namedReferences(
  delta: ModifyDelta,
  references: ReadonlySet<string>,
): { attribute: string; key: string }[] | 'all' {
  const named: { attribute: string; key: string }[] = []
  for (const name of references) {
    for (const change of delta.changes[name] ?? []) {
      if (change.operation === 'replace') return 'all'
      for (const target of change.values) named.push({ attribute: name, key: nameKey(target) })
    }
  }
  return named
}

/**
 * Cuts a stream of deltas where an object comes up again, before a rename that follows a delta with references, which speak of
 * earlier names, before a delta that refers to what was just renamed, and before a reference is taken away by a name that may be
 * new: within a part the order does not matter.
 */
export function withoutRepeats(deltas: readonly Delta[], isReferring: (delta: Delta) => boolean): Delta[][] {
  const parts: Delta[][] = []
  let part: Delta[] = []
  let keys = new Set<string>()
  let renamed = new Set<string>()
  let referring = false
  for (const delta of deltas) {
    const own = deltaKeys(delta)
    const renames = delta.kind === 'modify' && delta.newDn !== undefined
    const refers = isReferring(delta)
    const cuts = refers && (takesAway(delta, keys) || speaksOf(delta, renamed))
    if (cuts || own.some(key => keys.has(key)) || (renames && referring)) {
      parts.push(part)
      part = []
      keys = new Set()
      renamed = new Set()
      referring = false
    }
    part.push(delta)
    referring ||= refers
    for (const key of own) keys.add(key)
    if (renames) for (const key of own) renamed.add(key)
  }
  if (part.length > 0) parts.push(part)
  return parts
}

const takesAway = (delta: Delta, keys: ReadonlySet<string>): boolean =>
  delta.kind === 'modify' &&
  Object.values(delta.changes)
    .flat()
    .some(({ operation, values }) => operation === 'delete' && values.some(value => keys.has(`name:${nameKey(value)}`)))

function speaksOf(delta: Delta, names: ReadonlySet<string>): boolean {
  if (names.size === 0 || delta.kind === 'delete') return false
  const values =
    delta.kind === 'add'
      ? Object.values(delta.attributes).flat()
      : Object.values(delta.changes).flatMap(changes => changes.flatMap(change => change.values))
  return values.some(value => names.has(`name:${nameKey(value)}`))
}
