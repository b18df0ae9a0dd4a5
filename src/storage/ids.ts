import { invariant } from '../model/invariant.js'
import type { Session } from './database.js'

const BLOCK = 1_000

/** Hands out ids for entries and metaverse objects; a thousand of them cost one statement. */
export interface IdSource {
  take(count: number): Promise<number[]>
  /** Fetches blocks until `count` ids are at hand, for code that decides and must not wait. */
  ensure(count: number): Promise<void>
  /** The next id at hand. */
  readonly next: () => number
}

export function createIdSource(database: Session): IdSource {
  const blocks: { next: number; end: number }[] = []
  let held = 0

  const ensure = async (count: number): Promise<void> => {
    const missing = Math.ceil((count - held) / BLOCK)
    if (missing <= 0) return
    const rows = await database.query<{ block: number }>(
      `select nextval('object_block') as block from generate_series(1, $1)`,
      [missing],
    )
    for (const { block } of rows) blocks.push({ next: block * BLOCK, end: (block + 1) * BLOCK })
    held += rows.length * BLOCK
  }
  const next = (): number => {
    const [block] = blocks
    invariant(block !== undefined, 'ids were fetched before they are needed')
    const id = block.next++
    held--
    if (block.next === block.end) blocks.shift()
    return id
  }
  return {
    ensure,
    next,
    async take(count) {
      await ensure(count)
      return Array.from({ length: count }, next)
    },
  }
}
