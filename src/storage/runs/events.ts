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
  readonly kind: RunEventKind
  readonly step?: number | undefined
  readonly data?: object
}

/**
 * Appends events with the run's next numbers, announces them, and answers the numbers. A run has one writer at a time, so that numbers have no gaps
 * and appear in order; the announcement carries no more than the number, the event is read from the table.
 */
export async function appendEvents(session: Session, run: number, events: readonly NewRunEvent[]): Promise<number[]> {
  const rows = await session.prepared<{ number: number }>(
    `with added as (
       insert into run_event (run_id, number, kind, step_number, data)
       select $1, coalesce((select max(number) from run_event where run_id = $1), 0) + e.position, e.kind, e.step, e.data
       from unnest($2::text[], $3::integer[], $4::jsonb[]) with ordinality e (kind, step, data, position)
       order by e.position returning number)
     select number, pg_notify('${RUN_EVENT_CHANNEL}', $1::text || ':' || number) from added`,
    [
      run,
      events.map(event => event.kind),
      events.map(event => event.step ?? null),
      events.map(event => JSON.stringify(event.data ?? {})),
    ],
  )
  return rows.map(row => row.number)
}

export async function appendEvent(session: Session, { run, ...event }: NewRunEvent & { run: number }): Promise<number> {
  const [number] = await appendEvents(session, run, [event])
  return number ?? 0
}
