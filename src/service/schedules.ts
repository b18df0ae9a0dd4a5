import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { ProblemError } from '../model/problem.js'
import { nextTime } from '../runs/next-time.js'
import { startChain } from '../runs/start-run.js'
import { readSchedules, type ScheduleRecord } from '../storage/read/schedules.js'
import { removePause, savePause } from '../storage/runs/schedule-pause.js'
import { listSchedules } from '../storage/runs/schedules.js'
import type { Hub } from './hub.js'

export interface Schedule extends ScheduleRecord {
  /** Undefined of one that watches, that is switched off, or that is paused. */
  readonly nextAt: Date | undefined
}

/** The schedules of the configuration in force, by name. @throws ProblemError `access.denied` */
export async function schedules(hub: Hub, actor: Actor): Promise<Schedule[]> {
  authorize(actor, 'read-agents')
  return loadSchedules(hub)
}

async function loadSchedules(hub: Hub): Promise<Schedule[]> {
  const now = new Date()
  return (await readSchedules(hub.database)).map(row => {
    const isDue = row.cron !== null && row.enabled && row.pause === undefined
    return { ...row, nextAt: isDue ? nextTime(row.cron, row.timezone, now) : undefined }
  })
}

/** Pauses a schedule until it is resumed; runs that were asked for go on. @throws ProblemError `request.not-found`, `access.denied` */
export function pauseSchedule(
  hub: Hub,
  actor: Actor,
  { name, reason }: { readonly name: string; readonly reason?: string | undefined },
): Promise<Schedule> {
  const deed = { operation: 'pause-schedule', target: name, details: { reason } } as const
  return audited(hub.database, actor, deed, async note => {
    note({ before: standing(await scheduleNamed(hub, name)) })
    await savePause(hub.database, { schedule: name, by: actor.name, reason })
    return changed(hub, name)
  })
}

/** Lets a schedule be due again; what was missed is not made up for. @throws ProblemError `request.not-found`, `access.denied` */
export function resumeSchedule(hub: Hub, actor: Actor, name: string): Promise<Schedule> {
  return audited(hub.database, actor, { operation: 'resume-schedule', target: name }, async note => {
    note({ before: standing(await scheduleNamed(hub, name)) })
    await removePause(hub.database, name)
    return changed(hub, name)
  })
}

/** Queues the runs of a schedule now, also of one that is paused or switched off. @throws ProblemError `request.not-found`, `access.denied` */
export function startSchedule(hub: Hub, actor: Actor, name: string): Promise<{ runs: number[] }> {
  return audited(hub.database, actor, { operation: 'start-schedule', target: name }, async note => {
    const { runs } = await scheduleNamed(hub, name)
    const wanted = runs.map(run => ({ ...run, requestedBy: actor.name }))
    const started = { runs: await startChain(hub, wanted, name) }
    note(started)
    return started
  })
}

/** The queue's clock is told at once; whoever executes runs looks for itself before it starts any. */
async function changed(hub: Hub, name: string): Promise<Schedule> {
  await hub.queue.setSchedules(await listSchedules(hub.database))
  return scheduleNamed(hub, name)
}

async function scheduleNamed(hub: Hub, name: string): Promise<Schedule> {
  const all = await loadSchedules(hub)
  const found = all.find(schedule => schedule.name === name)
  if (found !== undefined) return found
  const names = all.map(schedule => schedule.name).join(', ')
  throw new ProblemError({
    code: 'request.not-found',
    message: `There is no schedule “${name}”.`,
    hint: names === '' ? 'The configuration in force has none.' : `Schedules: ${names}.`,
    about: 'name',
  })
}

const standing = ({ pause }: Schedule) => (pause === undefined ? 'running' : { paused: pause })
