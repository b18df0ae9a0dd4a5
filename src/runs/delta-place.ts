import { hash } from 'node:crypto'
import type { Delta } from '../model/delta.js'

/** How much of what a source tells since its watermark is saved: so many deltas, and what they were. */
export interface Checkpoint {
  readonly count: number
  readonly digest: string
}

/** Thrown when a source does not tell again what it told an import that was interrupted. */
export class ToldOtherwise extends Error {}

/**
 * The place of a delta import in what its source tells. An interrupted import is read again from the same watermark, and changes
 * are not made twice: a change that speaks in names means whoever had the name then.
 */
export interface DeltaPlace {
  readonly checkpoint: Checkpoint
  /** What is not saved yet. @throws ToldOtherwise when the rest is something else than it was */
  skip<T extends Delta>(deltas: readonly T[]): readonly T[]
  /** These are being saved. */
  pass(deltas: readonly Delta[]): void
  /** The source has told everything. @throws ToldOtherwise when it was less than what is saved */
  end(): void
}

export function deltaPlace(saved: Checkpoint | undefined): DeltaPlace {
  let count = 0
  let digest = ''
  const pass = (deltas: readonly Delta[]): void => {
    for (const delta of deltas) digest = hash('sha1', digest + JSON.stringify(delta))
    count += deltas.length
  }
  const ahead = (): number => Math.max(0, (saved?.count ?? 0) - count)
  return {
    get checkpoint() {
      return { count, digest }
    },
    skip(deltas) {
      const known = Math.min(deltas.length, ahead())
      if (known === 0) return deltas
      pass(deltas.slice(0, known))
      if (count === saved?.count && digest !== saved.digest) throw new ToldOtherwise()
      return deltas.slice(known)
    },
    pass,
    end() {
      if (ahead() > 0) throw new ToldOtherwise()
    },
  }
}
