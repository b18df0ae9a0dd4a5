import type { DeltaResult, ExportDelta, ObjectTypeSelection } from '../connector.js'
import { mustWait, type Touched, touchedBy } from './ldap/related.js'
import { definitionsOf } from './selection.js'

export interface WindowOptions {
  /** How many writes may be under way at once. */
  readonly size: number
  readonly types: readonly ObjectTypeSelection[]
  /** Writes one delta. What it throws ends the whole write. */
  readonly write: (delta: ExportDelta) => Promise<DeltaResult>
}

/**
 * Writes several deltas at once and gives the results in order. A write waits for every earlier one that touches the same object, one
 * above or below it, or one that it refers to.
 */
export async function* inWindow(
  deltas: readonly ExportDelta[],
  { size, types, write }: WindowOptions,
): AsyncGenerator<DeltaResult> {
  const definitions = definitionsOf(types)
  const underWay: { readonly touched: Touched; readonly result: Promise<DeltaResult> }[] = []
  for (const delta of deltas) {
    const touched = touchedBy(delta, definitions)
    while (underWay.length >= size || underWay.some(earlier => mustWait(touched, earlier.touched))) {
      const first = underWay.shift()
      if (first !== undefined) yield await first.result
    }
    const result = write(delta)
    result.catch(() => {}) // told when its turn comes
    underWay.push({ touched, result })
  }
  for (const { result } of underWay) yield await result
}
