import type { Session } from '../database.js'
import type { ScheduledRun } from '../runs/schedules.js'
import { type TimeText, timeOf } from './time.js'

export interface ScheduleRecord {
  readonly name: string
  /** Null of one that watches. */
  readonly cron: string | null
  /** The agent whose source is watched. */
  readonly watch: string | null
  readonly timezone: string
  readonly enabled: boolean
  readonly runs: readonly ScheduledRun[]
  readonly pause: { readonly at: Date; readonly by: string; readonly reason: string | null } | undefined
  /** The last run that was asked for. */
  readonly lastRun: number | null
}

interface RawSchedule extends Omit<ScheduleRecord, 'pause'> {
  readonly at: TimeText | null
  readonly by: string
  readonly reason: string | null
}

/** The schedules of the configuration in force, by name. */
export async function readSchedules(session: Session): Promise<ScheduleRecord[]> {
  const rows = await session.query<RawSchedule>(
    `select s.name, s.cron, s.watch, s.timezone, s.enabled, s.runs, p.paused_at as at, p.paused_by as by, p.reason,
       (select r.id from run r where r.schedule = s.name order by r.id desc limit 1) as "lastRun"
     from schedule s left join schedule_pause p on p.schedule = s.name order by s.name`,
  )
  return rows.map(({ at, by, reason, ...row }) => ({
    ...row,
    pause: at === null ? undefined : { at: timeOf(at), by, reason },
  }))
}
