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

/** The enabled schedules that are due by the clock. */
export const listSchedules = (session: Session): Promise<{ name: string; cron: string; timezone: string }[]> =>
  session.query('select name, cron, timezone from schedule where enabled and cron is not null order by name')

/** A schedule that is due whenever its agent's source has changed. */
export interface WatchedSchedule {
  readonly name: string
  readonly agent: number
  /** Another text when the agent's connection is another one. */
  readonly connection: string
}

export const listWatches = (session: Session): Promise<WatchedSchedule[]> =>
  session.query(
    `select s.name, a.id as agent, md5(a.connector || a.settings::text) as connection
     from schedule s join agent a on a.name = s.watch and a.removed_at is null
     where s.enabled order by s.name`,
  )

/** Whether runs of a schedule wait or are under way. */
export async function hasOpenRuns(session: Session, schedule: string): Promise<boolean> {
  const rows = await session.query('select from run where schedule = $1 and ended_at is null limit 1', [schedule])
  return rows.length > 0
}
