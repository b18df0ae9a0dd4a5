import type { SearchEntry } from 'ldapts'
import type { ModifyDelta } from '../../model/delta.js'
import type { Page } from '../connector.js'
import { type Referrers, referrers } from './referrers.js'
import type { Besides, Reading } from './whole.js'

/** What a delta import tells at its end, when all new names have been told. */
export interface Later {
  /** References that went. */
  readonly removals: ModifyDelta[]
  /** Looks at objects that are read because they have another name: who refers to them is told at the end. */
  following(reading: Reading, isMoved?: (entry: SearchEntry) => boolean): Besides
  pages(pageSize: number): AsyncGenerator<Page>
}

export function tellLater(): Later {
  const removals: ModifyDelta[] = []
  const followed: Referrers[] = []
  return {
    removals,
    following(reading, isMoved = () => true) {
      const one = referrers(reading)
      followed.push(one)
      const attributes = [...reading.selection.backLinks.keys()]
      return { attributes, take: entry => (isMoved(entry) ? one.take(entry) : undefined) }
    },
    async *pages(pageSize) {
      yield* inPages(removals, pageSize)
      for (const one of followed) yield* inPages(await one.deltas(), pageSize)
    },
  }
}

export function* inPages(deltas: readonly ModifyDelta[], pageSize: number): Generator<Page> {
  for (let i = 0; i < deltas.length; i += pageSize) yield { deltas: deltas.slice(i, i + pageSize) }
}
