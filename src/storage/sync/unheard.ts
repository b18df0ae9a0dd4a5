/** What an import took away, of an entry that is being synchronized. */
const TAKEN = 2
/** What an import brought, of any other: it counts when that entry is synchronized, as its values do (domain.md 2.3). */
const BROUGHT = 1

/** For each entry the state of `entry_reference` rows that do not count in a synchronization of the `current` ones. */
export function unheard(entries: readonly (number | undefined)[], current: readonly number[]): number[] {
  const own = new Set(current)
  return entries.map(entry => (entry !== undefined && own.has(entry) ? TAKEN : BROUGHT))
}
