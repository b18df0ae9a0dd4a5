import { EXPORT_OPERATIONS, type ExportOperation } from '../../connector-space/entry.js'
import { ProblemError } from '../../model/problem.js'
import { entryMeant } from '../../service/entry-search.js'
import { holdExports, releaseExports } from '../../service/maintenance.js'
import type { CommandDefinition, Options } from '../command.js'
import type { OpenedHub } from '../open-hub.js'
import { withHub } from '../with-hub.js'

const OPTIONS = [
  { flags: '--entry <name>', description: 'only of the entry with this distinguished name or anchor' },
  { flags: '--only <operations>', description: `only these, with commas between: ${EXPORT_OPERATIONS.join(', ')}` },
  { flags: '--json', description: 'one JSON object' },
]

async function wanted({ hub, actor }: OpenedHub, agent: string, { entry, only }: Options) {
  const operations = typeof only === 'string' ? only.split(',').map(operationOf) : undefined
  if (typeof entry !== 'string') return { agent, operations }
  return { entries: [(await entryMeant(hub, actor, agent, entry)).id], operations }
}

function operationOf(text: string): ExportOperation {
  const operation = EXPORT_OPERATIONS.find(each => each === text.trim())
  if (operation !== undefined) return operation
  throw new ProblemError({
    code: 'request.invalid',
    message: `There is no operation “${text}”`,
    hint: `Operations: ${EXPORT_OPERATIONS.join(', ')}.`,
  })
}

export const exportsHoldCommand: CommandDefinition = {
  usage: 'exports hold <agent>',
  summary: 'hold pending exports back',
  description:
    'Holds what an agent is about to export back, whatever synchronization changes about it meanwhile, until it is released. What is planned later is not held.',
  options: OPTIONS,
  examples: [['hub exports hold portal --only delete', 'look at the leavers first']],
  action: (context, [agent = ''], options) =>
    withHub(context, {}, async opened => {
      const count = await holdExports(opened.hub, opened.actor, await wanted(opened, agent, options))
      if (context.screen.json) context.screen.object({ held: count })
      else context.screen.line(`Held now: ${count}`)
      return 'good'
    }),
}

export const exportsReleaseCommand: CommandDefinition = {
  usage: 'exports release <agent>',
  summary: 'let held exports go',
  description: 'Lets what is held go with the next export of the agent.',
  options: OPTIONS,
  examples: [['hub exports release portal', 'all of it']],
  action: (context, [agent = ''], options) =>
    withHub(context, {}, async opened => {
      const count = await releaseExports(opened.hub, opened.actor, await wanted(opened, agent, options))
      if (context.screen.json) context.screen.object({ released: count })
      else context.screen.line(`Released: ${count}`)
      return 'good'
    }),
}
