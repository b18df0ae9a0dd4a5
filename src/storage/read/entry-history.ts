import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { optionalTime, type TimeText } from './time.js'

/** What one step of a run did to an entry, as it was counted. */
export interface EntryEvent {
  readonly step: number
  readonly counter: string
  /** When the step began; undefined when its run was cleared. */
  readonly at: Date | undefined
  /** The entry's name then; empty: none is known. */
  readonly dn: string
  /** 0: no metaverse object had a part in it. */
  readonly object: number
}

// An entry may be counted twice in a step; that is one thing to tell.
const events: MakeListing = () => ({
  select: 'd.step, d.counter, d.dn, d.object, (select s.started_at from run_step s where s.id = d.step) as at',
  from: `(select t.step_id as step, t.counter, coalesce(max(t.dn), '') as dn, coalesce(max(t.object_id), 0) as object
          from run_detail t where t.entry_id = p.c1 group by t.step_id, t.counter) d`,
  conditions: [],
  order: {
    columns: [
      { sql: 'd.step', type: 'bigint' },
      { sql: 'd.counter', type: 'text' },
    ],
    descending: true,
  },
})

const parents = (entries: readonly number[]) => ({ types: ['bigint'], keys: entries.map(id => [id]) })

/** What runs did to entries, a page each, the newest first. Entries that are gone have a history, too. */
export async function pageEntryEvents(
  session: Session,
  entries: readonly number[],
  page: PageRequest,
): Promise<Page<EntryEvent>[]> {
  const pages = await readPages<Omit<EntryEvent, 'at'> & { at: TimeText | null }>(
    session,
    parents(entries),
    events,
    page,
  )
  return pages.map(({ rows, more }) => ({ rows: rows.map(row => ({ ...row, at: optionalTime(row.at) })), more }))
}

export const countEntryEvents = (session: Session, entries: readonly number[]): Promise<number[]> =>
  countEach(session, parents(entries), events)
