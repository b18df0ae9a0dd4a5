/** Whether two pieces of plain data say the same; what is undefined is not there. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]))
  return holds(a, b) && holds(b, a)
}

const holds = (a: object, b: object): boolean =>
  Object.entries(a).every(([name, value]) => value === undefined || isSame(value, (b as Record<string, unknown>)[name]))
