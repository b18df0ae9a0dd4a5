import { clearRunHistory } from '../../service/maintenance.js'
import type { CommandDefinition } from '../command.js'
import { pastMoment } from '../parse.js'
import { withHub } from '../with-hub.js'

export const runsClearCommand: CommandDefinition = {
  usage: 'runs clear',
  summary: 'forget runs that have ended',
  description:
    'Forgets runs that ended before a moment, with their steps, events and the objects behind their counters. Numbers of runs go on. What happened to metaverse objects is another history and stays.',
  options: [
    { flags: '--before <time>', description: 'those that ended before', required: true, parse: pastMoment },
    { flags: '--agent <agent>', description: 'only those of this agent' },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [['hub runs clear --before 2026-08-01', 'keep what is newer']],
  action: (context, _, { before, agent }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const only = typeof agent === 'string' ? { agent } : {}
      const cleared = await clearRunHistory(hub, actor, { before: before as Date, ...only })
      if (context.screen.json) context.screen.object({ cleared })
      else context.screen.line(`Runs forgotten: ${cleared}`)
      return 'good'
    }),
}
