/** Attribute → values, sorted and each once; an attribute without values is absent. */
export type Image = Readonly<Record<string, readonly string[]>>

export interface Change {
  readonly operation: 'set' | 'add' | 'remove'
  readonly values: readonly string[]
}

export const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort()

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export const sameImage = (a: Image, b: Image): boolean => same(Object.entries(a).sort(), Object.entries(b).sort())

/** The values after changes, made in their order. */
export function changed(values: readonly string[], changes: readonly Change[]): string[] {
  let now = new Set(values)
  for (const { operation, values: named } of changes) {
    if (operation === 'set') now = new Set(named)
    else for (const value of named) operation === 'add' ? now.add(value) : now.delete(value)
  }
  return sorted(now)
}

/** The image after changes. */
export function changedImage(image: Image, changes: Readonly<Record<string, readonly Change[]>>): Image {
  const next: Record<string, readonly string[]> = { ...image }
  for (const [name, list] of Object.entries(changes)) {
    const values = changed(image[name] ?? [], list)
    if (values.length > 0) next[name] = values
    else delete next[name]
  }
  return next
}

/** What to do to get from one to the other: value by value where there are several, else the whole. */
export function changeBetween(before: readonly string[], after: readonly string[], multivalued: boolean): Change[] {
  if (same(sorted(before), sorted(after))) return []
  if (!multivalued || before.length === 0 || after.length === 0) return [{ operation: 'set', values: sorted(after) }]
  const removed = before.filter(value => !after.includes(value))
  const added = after.filter(value => !before.includes(value))
  return [
    ...(removed.length > 0 ? [{ operation: 'remove' as const, values: sorted(removed) }] : []),
    ...(added.length > 0 ? [{ operation: 'add' as const, values: sorted(added) }] : []),
  ]
}
