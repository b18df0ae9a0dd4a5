import { deltaKeys } from '../connector-space/delta-keys.js'
import type { DeleteDelta, Delta } from '../model/delta.js'

/**
 * Deletions that a delta import has read. They wait for the end of the read, so that the brake holds before the first of them;
 * only those whose object or name comes up again are staged at once, before the news that follows them; one whose object is then
 * reported whole never mattered.
 */
export interface PostponedDeletions {
  readonly size: number
  /** Takes a page's deletions out of it; those that cannot wait stay in their places. */
  sift(deltas: readonly Delta[]): Delta[]
  all(): DeleteDelta[]
}

export function postponedDeletions(): PostponedDeletions {
  const waiting = new Set<DeleteDelta>()
  const byKey = new Map<string, DeleteDelta>()

  const postpone = (deletion: DeleteDelta): void => {
    waiting.add(deletion)
    for (const key of deltaKeys(deletion)) byKey.set(key, deletion)
  }
  const takeFor = (delta: Delta): DeleteDelta[] => {
    const due = deltaKeys(delta).flatMap(key => byKey.get(key) ?? [])
    const taken = due.filter(deletion => waiting.delete(deletion))
    return delta.kind === 'add' ? taken.filter(deletion => deletion.anchor !== delta.anchor) : taken
  }
  return {
    get size() {
      return waiting.size
    },
    sift: deltas =>
      deltas.flatMap(delta => {
        if (delta.kind !== 'delete') return [...takeFor(delta), delta]
        postpone(delta)
        return []
      }),
    all: () => [...waiting],
  }
}
