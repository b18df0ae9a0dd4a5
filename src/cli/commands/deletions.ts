import { deletionCandidates, reevaluateDeletionRules } from '../../service/maintenance.js'
import type { CommandDefinition } from '../command.js'
import { positiveNumber, wholeNumber } from '../parse.js'
import { followQueued } from '../run/follow-queued.js'
import { withHub } from '../with-hub.js'

const TYPE = { flags: '--type <type>', description: 'only metaverse objects of this type' }
const typeOf = (type: unknown) => (typeof type === 'string' ? { type } : {})

export const deletionsListCommand: CommandDefinition = {
  usage: 'deletions list',
  summary: 'list what deletion rules would give up now',
  description:
    'Lists metaverse objects by number that their deletion rules would give up, were they asked now. The rules act when a connector is lost; that may have been before they were made. Look at the objects with hub history. Types whose rule is code have none.',
  options: [
    TYPE,
    { flags: '--limit <number>', description: 'how many to list', default: 100, parse: positiveNumber },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [['hub deletions list --type person', 'who should be gone?']],
  action: (context, _, { type, limit }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const page = { limit: limit as number, backwards: false }
      const listed = await deletionCandidates(hub, actor, typeOf(type).type, page)
      const total = await listed.count()
      const objects = listed.rows.map(row => row.id)
      if (context.screen.json) context.screen.object({ total, objects })
      else {
        for (const object of objects) context.screen.line(String(object))
        context.screen.note(`${total} in all`)
      }
      return 'good'
    }),
}

export const deletionsApplyCommand: CommandDefinition = {
  usage: 'deletions apply',
  summary: 'delete what deletion rules would give up now',
  description:
    'Deletes what hub deletions list lists, and deprovisions what is linked to it. It stops before the first change when there are more than accepted.',
  options: [
    TYPE,
    {
      flags: '--accept-deletions <number>',
      description: 'how many metaverse objects may be deleted (default: 500, and 20 %)',
      parse: wholeNumber,
    },
    { flags: '--no-worker', description: 'only queue and follow; a server or worker executes it' },
    { flags: '--json', description: 'one JSON object a line for every event' },
  ],
  examples: [['hub deletions apply --type person --accept-deletions 12', 'the twelve that were listed']],
  action: (context, _, { type, acceptDeletions, worker }) =>
    withHub(context, { worker: worker !== false }, async opened => {
      const accepted = typeof acceptDeletions === 'number' ? { acceptDeletions } : {}
      const request = { ...typeOf(type), ...accepted }
      const { run } = await reevaluateDeletionRules(opened.hub, opened.actor, request)
      return followQueued(context, opened, { run, agent: undefined })
    }),
}
