import { invariant } from '../model/invariant.js'
import type { Session } from './database.js'

const BLOCK = 1_000

/** Hands out ids for entries and metaverse objects to one run; a thousand of them cost one statement. */
export interface IdSource {
  take(session: Session, count: number): Promise<number[]>
  /** Fetches blocks until `count` ids are at hand, for code that decides and must not wait. */
  ensure(session: Session, count: number): Promise<void>
  /** The next id at hand. */
  readonly next: () => number
}

export function createIdSource(): IdSource {
  const blocks: { next: number; end: number }[] = []
  let held = 0

  const ensure = async (session: Session, count: number): Promise<void> => {
    const missing = Math.ceil((count - held) / BLOCK)
    if (missing <= 0) return
    const rows = await session.query<{ block: number }>(
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
    async take(session, count) {
      await ensure(session, count)
      return Array.from({ length: count }, next)
    },
  }
}

/** The sources of a process: each run has one to itself, so that nobody uses up what it has fetched, and leaves it to the next. */
export interface IdSources {
  borrow(): IdSource & Disposable
}

export function createIdSources(): IdSources {
  const idle: IdSource[] = []
  return {
    borrow() {
      const source = idle.pop() ?? createIdSource()
      return { ...source, [Symbol.dispose]: () => void idle.push(source) }
    },
  }
}
