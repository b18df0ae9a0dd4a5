import type { Session } from '../database.js'

export interface SchedulePause {
  readonly schedule: string
  readonly by: string
  readonly reason: string | undefined
}

/** Pauses a schedule; of one that is paused already, who paused it last and why is kept. */
export async function savePause(session: Session, { schedule, by, reason }: SchedulePause): Promise<void> {
  await session.query(
    `insert into schedule_pause (schedule, paused_by, reason) values ($1, $2, $3)
     on conflict (schedule) do update set paused_at = now(), paused_by = excluded.paused_by, reason = excluded.reason`,
    [schedule, by, reason ?? null],
  )
}

export async function removePause(session: Session, schedule: string): Promise<void> {
  await session.query('delete from schedule_pause where schedule = $1', [schedule])
}
