import type { Database, Session } from '../../src/storage/database.js'

export interface DeedOnRecord {
  readonly actor: string
  readonly operation: string
  readonly target: string | null
  readonly outcome: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Marks a place in the audit log, which nobody can empty, and answers how to read what was done since. */
export async function deedsSince(database: Database): Promise<() => Promise<DeedOnRecord[]>> {
  const [row] = await database.query<{ last: number | null }>('select max(id) as last from audit_event')
  return () => deedsAfter(database, row?.last ?? 0)
}

/** What was done, each with how it ended. */
export const deedsAfter = (session: Session, last = 0): Promise<DeedOnRecord[]> =>
  session.query<DeedOnRecord>(
    `select e.actor, e.operation, e.target, coalesce(c.outcome, e.outcome) as outcome, coalesce(c.details, e.details) as details
     from audit_event e left join audit_event c on c.completes = e.id
     where e.completes is null and e.id > $1 order by e.id`,
    [last],
  )
