import type { Session } from '../database.js'

/** One event of the audit log, as it is appended. */
export interface NewAuditEvent {
  readonly at: Date
  readonly actor: string
  /** From where it was asked for: an address, `cli`, `schedule`. */
  readonly origin: string
  readonly operation: string
  readonly target: string | undefined
  readonly outcome: string
  readonly details: Readonly<Record<string, unknown>>
  /** The event that this one ends. */
  readonly completes?: number
}

/** Appends an event; the database numbers it and chains its hash to the one before. Answers its number. */
export async function appendAuditEvent(session: Session, event: NewAuditEvent): Promise<number> {
  const { at, actor, origin, operation, target, outcome, details, completes } = event
  const [row] = await session.query<{ id: number }>(
    `insert into audit_event (at, actor, origin, operation, target, outcome, details, completes)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [at, actor, origin, operation, target ?? null, outcome, JSON.stringify(details, absentAsNull), completes ?? null],
  )
  return row?.id ?? 0
}

/** That something was not there is said, too. */
const absentAsNull = (_key: string, value: unknown): unknown => (value === undefined ? null : value)
