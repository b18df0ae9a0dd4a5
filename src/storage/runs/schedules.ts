import type { Session } from '../database.js'

export interface ScheduledRun {
  readonly agent: string
  readonly profile: string
}

/** The runs of an enabled schedule, in order; none when there is no such schedule. */
export async function loadSchedule(session: Session, name: string): Promise<readonly ScheduledRun[]> {
  const [row] = await session.query<{ runs: ScheduledRun[] }>('select runs from schedule where name = $1 and enabled', [
    name,
  ])
  return row?.runs ?? []
}

export const listSchedules = (session: Session): Promise<{ name: string; cron: string; timezone: string }[]> =>
  session.query('select name, cron, timezone from schedule where enabled order by name')
