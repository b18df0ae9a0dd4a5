import type { Session } from '../database.js'

export interface ScheduledRun {
  readonly agent: string
  readonly profile: string
}

/** Of a schedule `s` that may start runs: neither switched off in the configuration nor paused by a person. */
const ACTIVE = 's.enabled and not exists (select from schedule_pause p where p.schedule = s.name)'

/** The runs of an active schedule, in order; none when there is no such schedule. */
export async function loadSchedule(session: Session, name: string): Promise<readonly ScheduledRun[]> {
  const [row] = await session.query<{ runs: ScheduledRun[] }>(
    `select s.runs from schedule s where s.name = $1 and ${ACTIVE}`,
    [name],
  )
  return row?.runs ?? []
}

/** The active schedules that are due by the clock. */
export const listSchedules = (session: Session): Promise<{ name: string; cron: string; timezone: string }[]> =>
  session.query(
    `select s.name, s.cron, s.timezone from schedule s where ${ACTIVE} and s.cron is not null order by s.name`,
  )

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
     where ${ACTIVE} order by s.name`,
  )

/** Whether runs of a schedule wait or are under way. */
export async function hasOpenRuns(session: Session, schedule: string): Promise<boolean> {
  const rows = await session.query('select from run where schedule = $1 and ended_at is null limit 1', [schedule])
  return rows.length > 0
}
