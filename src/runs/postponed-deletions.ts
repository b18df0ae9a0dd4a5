import { deltaKeys } from '../connector-space/delta-keys.js'
import type { DeleteDelta, Delta } from '../model/delta.js'

/**
 * Deletions that a delta import has read. They wait for the end of the read, so that the brake holds before the first of them;
 * only those whose object or name comes up again are staged at once, before the news that follows them; one whose object is then
 * reported whole never mattered.
 */
export interface PostponedDeletions {
  /** All of them, those that could not wait included. */
  readonly count: number
  /** How many could not wait. */
  readonly hasty: number
  /** Takes a page's deletions out of it; those that cannot wait stay in their places. */
  sift(deltas: readonly Delta[]): Delta[]
  all(): DeleteDelta[]
}

export function postponedDeletions(): PostponedDeletions {
  const waiting = new Set<DeleteDelta>()
  const byKey = new Map<string, DeleteDelta>()
  let hasty = 0

  const postpone = (deletion: DeleteDelta): void => {
    waiting.add(deletion)
    for (const key of deltaKeys(deletion)) byKey.set(key, deletion)
  }
  const takeFor = (delta: Delta): DeleteDelta[] => {
    const due = deltaKeys(delta).flatMap(key => byKey.get(key) ?? [])
    const taken = due.filter(deletion => !isOfAnother(deletion, delta) && waiting.delete(deletion))
    const staged = delta.kind === 'add' ? taken.filter(deletion => deletion.anchor !== delta.anchor) : taken
    hasty += staged.length
    return staged
  }
  return {
    get count() {
      return waiting.size + hasty
    },
    get hasty() {
      return hasty
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

// Another object only takes the name over: who had it is transient meanwhile, and found by its anchor.
const isOfAnother = (deletion: DeleteDelta, delta: Delta): boolean =>
  deletion.anchor !== undefined && delta.anchor !== undefined && deletion.anchor !== delta.anchor
