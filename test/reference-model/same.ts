/** Whether two pieces of plain data say the same; what is undefined is not there. Asked often: without making anything. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [there, here] = [a as Record<string, unknown>, b as Record<string, unknown>]
  for (const name in there) if (!isSame(there[name], here[name])) return false
  for (const name in here) if (here[name] !== undefined && there[name] === undefined) return false
  return true
}
