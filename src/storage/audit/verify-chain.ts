import type { Session } from '../database.js'

/** How far the audit log can be trusted. */
export interface AuditChain {
  /** How many events there are. */
  readonly events: number
  /** The hash of the last one, in hexadecimal: kept elsewhere, it also shows events cut off at the end. Empty without events. */
  readonly head: string
  /** The first event that is not as it was appended, or the number where one is missing. */
  readonly broken: number | undefined
}

/** Computes the hash of every event anew, in order: one statement. */
export async function verifyAuditChain(session: Session): Promise<AuditChain> {
  const [row] = await session.query<{ events: number; head: string | null; broken: number | null }>(
    `select count(*) as events, min(id) filter (where not good) as broken,
       encode((select hash from audit_event order by id desc limit 1), 'hex') as head
     from (
       select e.id, e.hash,
         e.id = coalesce(lag(e.id) over w, 0) + 1 and e.hash = audit_hash(coalesce(lag(e.hash) over w, ''), e) as good
       from audit_event e window w as (order by e.id)
     ) checked`,
  )
  return { events: row?.events ?? 0, head: row?.head ?? '', broken: row?.broken ?? undefined }
}

/** Whether the log has, or had, an event with this hash. */
export async function hasAuditHash(session: Session, hash: string): Promise<boolean> {
  const rows = await session.query(`select from audit_event where hash = decode($1, 'hex')`, [hash])
  return rows.length > 0
}
