import { ProblemError } from '../../model/problem.js'
import { planUndo, runNumbered, undoRun } from '../../service/undo.js'
import type { CommandDefinition, Context } from '../command.js'
import type { Exit } from '../exit-codes.js'
import type { OpenedHub } from '../open-hub.js'
import { wholeNumber } from '../parse.js'
import { followQueued } from '../run/follow-queued.js'
import { followWhatIf, showWhatIf } from '../what-if-result.js'
import { withHub } from '../with-hub.js'
import { numberOfDifferences } from './what-if.js'

export const undoCommand: CommandDefinition = {
  usage: 'undo <agent> <number>',
  summary: 'put the metaverse back as it was before a run',
  description:
    'Undoes what a synchronization run of an agent, or an operator action, did to the metaverse: objects, values, references and links that nobody has changed since. What is to be exported follows under the rules in force. Without --apply it is done on a copy of the data, and shows what would be different; objects that were changed since are left alone, and listed. hub status and the graph tell the numbers of runs.',
  options: [
    { flags: '--apply', description: 'do it' },
    {
      flags: '--plan <number>',
      description: 'with --apply: only what this plan showed; nothing, when it is true no more',
      parse: wholeNumber,
    },
    {
      flags: '--accept-deletions <number>',
      description: 'how many metaverse objects may be deleted (default: what the agent’s brakes allow)',
      parse: wholeNumber,
    },
    { flags: '--limit <number>', description: 'how many differences to show', default: 20, parse: numberOfDifferences },
    { flags: '--no-worker', description: 'only queue and follow; a server or worker executes it' },
    { flags: '--json', description: 'with --apply one JSON object a line for every event; else one for all' },
  ],
  examples: [
    ['hub undo hr 217', 'what would be different?'],
    ['hub undo hr 217 --apply --plan 4', 'do what plan 4 showed'],
  ],
  action: (context, [agent = '', number = ''], { apply, plan, acceptDeletions, limit, worker }) =>
    withHub(context, { worker: worker !== false }, async opened => {
      const run = await runNumbered(opened.hub, opened.actor, agent, runNumber(number))
      if (apply !== true) return show(context, opened, { run, limit: limit as number })
      const queued = await undoRun(opened.hub, opened.actor, {
        run,
        ...(typeof plan === 'number' ? { plan } : { confirm: runNumber(number) }),
        ...(typeof acceptDeletions === 'number' ? { acceptDeletions } : {}),
      })
      return followQueued(context, opened, { run: queued.run, agent })
    }),
}

function runNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new ProblemError({ code: 'request.invalid', message: `“${text}” is no number of a run.` })
}

async function show(
  context: Context,
  opened: OpenedHub,
  { run, limit }: { readonly run: number; readonly limit: number },
): Promise<Exit> {
  const plan = await planUndo(opened.hub, opened.actor, run)
  const ended = await followWhatIf(context, opened, plan)
  const exit = await showWhatIf(context, opened, { ended, limit })
  if (!context.screen.json && exit === 'changes')
    context.screen.note(`This is plan ${plan}: --apply --plan ${plan} does it.`)
  return exit
}
