import type { CommandDefinition } from '../command.js'
import { minuteText } from '../minute-text.js'
import { type HubStatus, loadStatus } from '../status.js'
import { tableLines } from '../table.js'
import { withHub } from '../with-hub.js'
import { pausedText } from './schedule.js'

export const statusCommand: CommandDefinition = {
  usage: 'status',
  summary: 'show agents, metaverse, problems and last runs',
  description:
    'Shows every agent with its connector space, what is pending, what it has to run, its problems and its last run, how many objects the metaverse has, and which schedules are paused.',
  options: [{ flags: '--json', description: 'one JSON object' }],
  examples: [
    ['hub status', 'look at the embedded database of this folder'],
    ["hub status --json | jq '.agents[] | select(.problems > 0)'", 'for monitoring'],
  ],
  action: (context, _) =>
    withHub(context, {}, async opened => {
      const status = await loadStatus(opened)
      if (context.screen.json) context.screen.object(status)
      else for (const line of statusLines(status)) context.screen.line(line)
      return 'good'
    }),
}

const HEAD = [
  'agent',
  'connector',
  'objects',
  'connectors',
  'to synchronize',
  'to export',
  'problems',
  'needs',
  'last run',
]

function statusLines({ version, agents, metaverse, openRuns, pausedSchedules }: HubStatus): string[] {
  if (version === null) return ['No configuration is in force yet. Apply one: hub apply hub.yaml']
  const rows = agents.map(agent => [
    agent.name,
    agent.connector,
    agent.objects,
    agent.connectors,
    agent.pendingImports,
    agent.pendingExports,
    agent.problems,
    agent.needs === 'nothing' ? '-' : agent.needs,
    lastRunText(agent.lastRun),
  ])
  const types = Object.entries(metaverse).map(([type, count]) => `${count.toLocaleString('en')} ${type}`)
  return [
    `configuration: version ${version}`,
    `metaverse:     ${types.join(', ') || 'empty'}`,
    `open runs:     ${openRuns}`,
    ...pausedSchedules.map(each => `schedule:      ${each.name}, ${pausedText(each)}`),
    '',
    ...tableLines(HEAD, rows),
  ]
}

function lastRunText(run: HubStatus['agents'][number]['lastRun']): string {
  if (run === null) return 'never'
  return `${run.profile} ${run.status} ${minuteText(run.requestedAt)}`
}
