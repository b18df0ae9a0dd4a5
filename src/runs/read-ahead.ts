import type { Database, Session } from '../storage/database.js'
import { listWork, type WorkQuery } from '../storage/sync/list-work.js'
import { loadEntries } from '../storage/sync/load-entries.js'
import type { Committed } from '../storage/sync/page-commit.js'
import type { PageOutcome } from '../sync/outcome.js'
import type { WorkEntry } from '../sync/work.js'

/**
 * Entries of the next page, read while a page is written. What is decided by them can be changed by the step itself only, whose changes
 * are known. An import of another agent may mark one for another look meanwhile: it gets that look in its page anyway.
 */
export interface ReadAhead {
  /** Begins to read what comes after a page. */
  begin(query: WorkQuery): void
  /** What was read and is still so after the page was written. */
  settle(outcome: PageOutcome, committed: Committed): Promise<void>
  /** The entries at hand; each is given once. */
  take(ids: readonly number[]): ReadonlyMap<number, WorkEntry>
}

const NOTHING: ReadonlyMap<number, WorkEntry> = new Map()

export function createReadAhead(database: Database): ReadAhead {
  let reading: Promise<readonly WorkEntry[]> | undefined
  let entries = new Map<number, WorkEntry>()
  return {
    begin(query) {
      // The page that waits for it holds a connection itself. Without another one the next page reads for itself.
      if (!database.hasConnection()) return
      reading = database.transaction(session => read(session, query))
      // Whoever waits for it is told; a page that fails meanwhile waits no more.
      reading.catch(() => undefined)
    },
    async settle(outcome, committed) {
      const touched = touchedBy(outcome, committed)
      const read = (await reading) ?? []
      reading = undefined
      entries = new Map(read.filter(entry => !touched.has(entry.id)).map(entry => [entry.id, entry]))
    },
    take(ids) {
      if (entries.size === 0) return NOTHING
      const taken = new Map(ids.flatMap(id => (entries.has(id) ? [[id, entries.get(id) as WorkEntry]] : [])))
      entries = new Map()
      return taken
    },
  }
}

async function read(session: Session, query: WorkQuery): Promise<readonly WorkEntry[]> {
  return loadEntries(session, query.agent, await listWork(session, query))
}

/** Entries that a page has written anything of. */
function touchedBy(outcome: PageOutcome, { exporting }: Committed): ReadonlySet<number> {
  const { links, unlinked, disconnectors, reconnected, exports, quiet, moved } = outcome
  const rows = [links, unlinked, disconnectors, reconnected, exports, quiet, moved, outcome.removed, exporting].flat()
  return new Set([...rows.map(row => row.entry), ...outcome.renamed.map(row => row.id)])
}
