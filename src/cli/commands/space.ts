import { clearConnectorSpace, connectorSpaceClearing } from '../../service/maintenance.js'
import type { CommandDefinition } from '../command.js'
import { wholeNumber } from '../parse.js'
import { followQueued } from '../run/follow-queued.js'
import { withHub } from '../with-hub.js'

export const spaceClearCommand: CommandDefinition = {
  usage: 'space clear <agent>',
  summary: 'empty an agent’s connector space',
  description:
    'Parts every entry of an agent from its metaverse object, with recall and deletion rules as ever, and empties the connector space. The next import has to be a full one. It stops before the first change when more metaverse objects would be deleted than accepted. The agent may have left the configuration.',
  options: [
    { flags: '--confirm <agent>', description: 'the name once more; without it, only what would go is shown' },
    {
      flags: '--accept-deletions <number>',
      description: 'how many metaverse objects may be deleted (default: 500, and 20 %)',
      parse: wholeNumber,
    },
    { flags: '--no-worker', description: 'only queue and follow; a server or worker executes it' },
    { flags: '--json', description: 'one JSON object a line for every event; without --confirm one for all' },
  ],
  examples: [
    ['hub space clear badges', 'what would go?'],
    ['hub space clear badges --confirm badges', 'clear it'],
  ],
  action: (context, [agent = ''], { confirm, acceptDeletions, worker }) =>
    withHub(context, { worker: worker !== false && confirm !== undefined }, async opened => {
      const { hub, actor } = opened
      if (typeof confirm !== 'string') {
        const found = await connectorSpaceClearing(hub, actor, agent)
        if (context.screen.json) context.screen.object(found)
        else {
          context.screen.line(`${found.entries} entries, ${found.connectors} of them linked`)
          context.screen.line(`${found.deletedObjects} of ${found.objects} metaverse objects would be deleted`)
        }
        return 'good'
      }
      const accepted = typeof acceptDeletions === 'number' ? { acceptDeletions } : {}
      const { run } = await clearConnectorSpace(hub, actor, { agent, confirm, ...accepted })
      return followQueued(context, opened, { run, agent })
    }),
}
