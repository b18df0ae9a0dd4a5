import { dnKey, splitDn } from '../../model/dn.js'

/** Which part of a partition is read. */
export interface Scope {
  /** Where to search: the included containers that do not lie within each other. */
  readonly bases: readonly string[]
  /** Whether an object is read: the nearest listed container that it is, or that it lies in, is an included one (domain.md 11.3). */
  includes(dn: string): boolean
}

interface Containers {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** The scope of a partition; without included containers it is included itself. */
export function scopeOf(partition: string, { include, exclude }: Containers): Scope {
  const included = include.length === 0 ? [partition] : include
  const listed = new Map<string, boolean>()
  for (const dn of included) listed.set(dnKey(dn), true)
  for (const dn of exclude) listed.set(dnKey(dn), false)
  const keys = new Set(included.map(dnKey))
  const bases = included.filter(dn => !ancestorsOf(dnKey(dn)).some(above => keys.has(above)))
  const only = exclude.length === 0 && included.length === 1 ? dnKey(included[0] ?? partition) : undefined
  return {
    bases,
    includes(dn) {
      const key = dnKey(dn)
      // Most scopes are one container.
      if (only !== undefined && !key.includes('\\')) return key === only || key.endsWith(`,${only}`)
      return [key, ...ancestorsOf(key)].map(one => listed.get(one)).find(one => one !== undefined) ?? false
    },
  }
}

/** The keys of all names above, the nearest first. */
function ancestorsOf(key: string): string[] {
  const parts = splitDn(key)
  return parts.slice(1).map((_, i) => parts.slice(i + 1).join(','))
}
