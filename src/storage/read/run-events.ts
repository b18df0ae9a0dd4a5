import type { Session } from '../database.js'
import type { RunEventKind } from '../runs/events.js'
import { type TimeText, timeOf } from './time.js'

export interface RunEventRow {
  readonly run: number
  /** Counts from 1 without gaps. */
  readonly number: number
  readonly at: Date
  readonly kind: RunEventKind
  readonly step: number | null
  readonly data: Readonly<Record<string, unknown>>
}

/** A run's events with numbers greater than `after`, in order. */
export async function loadEvents(session: Session, run: number, after: number, limit: number): Promise<RunEventRow[]> {
  const rows = await session.query<Omit<RunEventRow, 'at'> & { at: TimeText }>(
    `select run_id as run, number, at, kind, step_number as step, data from run_event
     where run_id = $1 and number > $2 order by number limit $3`,
    [run, after, limit],
  )
  return rows.map(row => ({ ...row, at: timeOf(row.at) }))
}

/**
 * Whether a run will have no event after number `after`: its last one was seen, or it ended so long ago that a worker which
 * had its last words to write must have been killed. Undefined when there is no such run.
 */
export async function isOver(session: Session, run: number, after: number): Promise<boolean | undefined> {
  const [row] = await session.query<{ over: boolean }>(
    `select exists (select from run_event e where e.run_id = r.id and e.number <= $2 and e.kind = 'run-ended')
         or coalesce(r.ended_at < now() - interval '15 seconds', false) as over
     from run r where r.id = $1`,
    [run, after],
  )
  return row?.over
}
