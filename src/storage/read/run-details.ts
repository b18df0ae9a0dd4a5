import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Page, PageRequest } from './page.js'

/** One object behind a counter, as it was then: the entry or the metaverse object may be gone by now. */
export interface RunDetailRow {
  /** 0: none. */
  readonly entry: number
  /** 0: none. */
  readonly object: number
  /** Empty: none is known. */
  readonly dn: string
}

export interface CounterKey {
  readonly step: number
  readonly counter: string
  readonly targetAgent: string | undefined
}

// An object counted twice in a step is one object behind the counter.
const behind: MakeListing = () => ({
  select: 'd.entry, d.object, d.dn',
  from: `(select distinct coalesce(t.entry_id, 0) as entry, coalesce(t.object_id, 0) as object, coalesce(t.dn, '') as dn
          from run_detail t where t.step_id = p.c1 and t.counter = p.c2
            and (p.c3 is null or t.agent_id = (select a.id from agent a where a.name = p.c3))) d`,
  conditions: [],
  order: {
    columns: [
      { sql: 'd.entry', type: 'bigint' },
      { sql: 'd.object', type: 'bigint' },
      { sql: 'd.dn', type: 'text' },
    ],
  },
})

const parents = (counters: readonly CounterKey[]) => ({
  types: ['bigint', 'text', 'text'],
  keys: counters.map(each => [each.step, each.counter, each.targetAgent ?? null]),
})

export const pageDetails = (
  session: Session,
  counters: readonly CounterKey[],
  page: PageRequest,
): Promise<Page<RunDetailRow>[]> => readPages(session, parents(counters), behind, page)

export const countDetails = (session: Session, counters: readonly CounterKey[]): Promise<number[]> =>
  countEach(session, parents(counters), behind)
