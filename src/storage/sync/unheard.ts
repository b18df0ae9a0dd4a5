/** What an import took away, of an entry that is being synchronized. */
const TAKEN = 2
/** What an import brought, of any other: it counts when that entry is synchronized, as its values do (domain.md 2.3). */
const BROUGHT = 1

/** Tells of an entry the state of its `entry_reference` rows that do not count in a synchronization of the `current` ones. */
export function unheardIn(current: readonly number[]): (entry: number | undefined) => number {
  const own = new Set<number | undefined>(current)
  return entry => (own.has(entry) ? TAKEN : BROUGHT)
}
