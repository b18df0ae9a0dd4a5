import type { Session } from '../database.js'

/** The names that entries had when they were last parted from an object: all that is left of those that are gone. */
export const findPastNames = (session: Session, entries: readonly number[]): Promise<{ id: number; dn: string }[]> =>
  session.query(
    `select distinct on (entry_id) entry_id as id, dn from link_past
     where entry_id = any($1) and dn is not null order by entry_id, unlinked_at desc`,
    [entries],
  )
