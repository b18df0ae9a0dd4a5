import { runsById } from '../../service/runs.js'
import { pauseSchedule, resumeSchedule, type Schedule, schedules, startSchedule } from '../../service/schedules.js'
import type { RunRecord } from '../../storage/read/runs.js'
import type { CommandDefinition } from '../command.js'
import { minuteText } from '../minute-text.js'
import { tableLines } from '../table.js'
import { withHub } from '../with-hub.js'

const JSON_OPTION = { flags: '--json', description: 'one JSON object' }

export const scheduleListCommand: CommandDefinition = {
  usage: 'schedule list',
  summary: 'show schedules, when they are due, and their last runs',
  description:
    'Shows every schedule of the configuration in force: what it runs, when it is due next, whether and by whom it is paused, and its last run.',
  options: [JSON_OPTION],
  examples: [['hub schedule list', 'what will run, and when?']],
  action: (context, _) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const listed = await schedules(hub, actor)
      const ids = listed.map(({ lastRun }) => lastRun).filter(id => id !== null)
      const last = new Map((await runsById(hub, actor, ids)).map(run => [run.id, run]))
      const lastOf = ({ lastRun }: Schedule) => (lastRun === null ? undefined : last.get(lastRun))
      const { screen } = context
      if (screen.json) screen.object({ schedules: listed.map(each => ({ ...each, lastRun: lastOf(each) ?? null })) })
      else if (listed.length === 0) screen.line('The configuration in force has no schedules.')
      else {
        const rows = listed.map(each => rowOf(each, lastOf(each)))
        for (const line of tableLines(['schedule', 'due', 'runs', 'next', 'last run'], rows)) screen.line(line)
      }
      return 'good'
    }),
}

function rowOf(schedule: Schedule, last: RunRecord | undefined): string[] {
  const { name, cron, watch, timezone, runs } = schedule
  return [
    name,
    cron === null ? `watch ${watch}` : `${cron} ${timezone}`,
    runs.map(({ agent, profile }) => `${agent}/${profile}`).join(', '),
    nextText(schedule),
    last === undefined
      ? 'never'
      : `${last.agentName} ${last.profileName} ${last.status} ${minuteText(last.requestedAt)}`,
  ]
}

function nextText({ enabled, nextAt, pause }: Schedule): string {
  if (pause !== undefined) return pausedText(pause)
  if (!enabled) return 'switched off'
  return nextAt === undefined ? '-' : minuteText(nextAt)
}

/** Who paused a schedule, when and why, in one line. */
export const pausedText = ({ at, by, reason }: NonNullable<Schedule['pause']>): string =>
  `paused by ${by} ${minuteText(at)}${reason === null ? '' : `: ${reason}`}`

export const schedulePauseCommand: CommandDefinition = {
  usage: 'schedule pause <schedule>',
  summary: 'let a schedule start nothing until it is resumed',
  description:
    'Pauses a schedule, whatever configuration is applied and whoever restarts meanwhile. Runs that it asked for before go on.',
  options: [{ flags: '--reason <text>', description: 'why, for whoever finds it paused' }, JSON_OPTION],
  examples: [['hub schedule pause nightly --reason "the farm is being patched"', 'until it is resumed']],
  action: (context, [name = ''], { reason }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const wanted = { name, reason: typeof reason === 'string' ? reason : undefined }
      const paused = await pauseSchedule(hub, actor, wanted)
      if (context.screen.json) context.screen.object(paused)
      else context.screen.line(`${name}: ${nextText(paused)}`)
      return 'good'
    }),
}

export const scheduleResumeCommand: CommandDefinition = {
  usage: 'schedule resume <schedule>',
  summary: 'let a paused schedule be due again',
  description: 'Lets a schedule be due again. What it missed meanwhile is not made up for.',
  options: [JSON_OPTION],
  examples: [['hub schedule resume nightly', 'and say when it is due next']],
  action: (context, [name = '']) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const resumed = await resumeSchedule(hub, actor, name)
      if (context.screen.json) context.screen.object(resumed)
      else context.screen.line(`${name}: next ${nextText(resumed)}`)
      return 'good'
    }),
}

export const scheduleStartCommand: CommandDefinition = {
  usage: 'schedule start <schedule>',
  summary: 'run a schedule now',
  description:
    'Queues the runs of a schedule, one after the other, also of one that is paused or switched off. A server or worker executes them.',
  options: [JSON_OPTION],
  examples: [['hub schedule start nightly', 'not at two, but now']],
  action: (context, [name = '']) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const started = await startSchedule(hub, actor, name)
      if (context.screen.json) context.screen.object(started)
      else context.screen.line(`Queued: ${started.runs.length} runs`)
      return 'good'
    }),
}
