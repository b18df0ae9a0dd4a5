import type { Session } from '../database.js'
import { countRows, type Listing, readPage } from '../read/listing.js'
import type { Bind, Page, PageRequest } from '../read/page.js'
import { type TimeText, timeOf } from '../read/time.js'

/** Something that was done to the hub, or tried: its first event, with how it ended. */
export interface DeedRow {
  /** The number of its first event. */
  readonly id: number
  readonly at: Date
  readonly actor: string
  readonly origin: string
  readonly operation: string
  readonly target: string | null
  /** `done`, `denied`, `refused: <problem code>`, `failed`, or `started` where the process died meanwhile. */
  readonly outcome: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface DeedFilter {
  readonly actor?: string
  readonly operation?: string
  readonly target?: string
  readonly since?: Date
}

const listing =
  ({ actor, operation, target, since }: DeedFilter) =>
  (bind: Bind): Listing => ({
    select: `q.id, q.at, q.actor, q.origin, q.operation, q.target, coalesce(c.outcome, q.outcome) as outcome,
      coalesce(c.details, q.details) as details`,
    from: 'audit_event q left join audit_event c on c.completes = q.id',
    conditions: [
      'q.completes is null',
      actor === undefined ? undefined : `q.actor = ${bind(actor)}`,
      operation === undefined ? undefined : `q.operation = ${bind(operation)}`,
      target === undefined ? undefined : `q.target = ${bind(target)}`,
      since === undefined ? undefined : `q.at >= ${bind(since)}`,
    ].filter(condition => condition !== undefined),
    order: { columns: [{ sql: 'q.id', type: 'bigint' }], descending: true },
  })

/** What was done to the hub, the newest first. */
export async function listDeeds(session: Session, filter: DeedFilter, page: PageRequest): Promise<Page<DeedRow>> {
  const { rows, more } = await readPage<Omit<DeedRow, 'at'> & { at: TimeText }>(session, listing(filter), page)
  return { rows: rows.map(row => ({ ...row, at: timeOf(row.at) })), more }
}

export const countDeeds = (session: Session, filter: DeedFilter): Promise<number> => countRows(session, listing(filter))
