import { startRun } from '../../service/runs.js'
import type { CommandDefinition } from '../command.js'
import { followQueued } from '../run/follow-queued.js'
import { withHub } from '../with-hub.js'

export const runCommand: CommandDefinition = {
  usage: 'run <agent> <profile>',
  summary: 'run a profile of an agent and follow it',
  description:
    'Queues a run and shows it from its first event to its last, whichever process executes it: this one, or a server or worker on the same database. Ctrl-C cancels the run.',
  options: [
    { flags: '--no-worker', description: 'only queue and follow; a server or worker executes the run' },
    { flags: '--json', description: 'one JSON object a line for every event' },
  ],
  examples: [
    ['hub run hr full-import', 'read the HR system'],
    ['hub run portal export --json | jq -r .kind', 'for scripts'],
  ],
  action: (context, [agent = '', profile = ''], { worker }) =>
    withHub(context, { worker: worker !== false }, async opened => {
      const { run } = await startRun(opened.hub, opened.actor, { agent, profile })
      return followQueued(context, opened, { run, agent })
    }),
}
