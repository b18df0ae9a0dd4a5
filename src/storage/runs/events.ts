import type { Session } from '../database.js'

export const RUN_EVENT_CHANNEL = 'hub_run_event'

export const RUN_EVENT_KINDS = [
  'run-queued',
  'run-started',
  'step-started',
  'progress',
  'problem',
  'step-ended',
  'run-ended',
] as const
export type RunEventKind = (typeof RUN_EVENT_KINDS)[number]

export interface NewRunEvent {
  readonly run: number
  readonly kind: RunEventKind
  readonly step?: number | undefined
  readonly data?: object
}

/**
 * Appends an event with the run's next number and announces it. A run has one writer at a time, so that numbers have no gaps
 * and appear in order; the announcement carries no more than the number, the event is read from the table.
 */
export async function appendEvent(session: Session, { run, kind, step, data }: NewRunEvent): Promise<number> {
  const [row] = await session.query<{ number: number }>(
    `with added as (
       insert into run_event (run_id, number, kind, step_number, data)
       values ($1, coalesce((select max(number) from run_event where run_id = $1), 0) + 1, $2, $3, $4) returning number),
     announced as (select pg_notify('${RUN_EVENT_CHANNEL}', $1::text || ':' || number) from added)
     select number from added, announced`,
    [run, kind, step ?? null, JSON.stringify(data ?? {})],
  )
  return row?.number ?? 0
}
