import { resolve } from 'node:path'
import { type CheckedConfiguration, openConfiguration } from '../../configuration/check.js'
import { ProblemError } from '../../model/problem.js'
import { startWhatIf } from '../../service/what-if.js'
import type { CommandDefinition, Context } from '../command.js'
import { printProblem } from '../print-problem.js'
import { followWhatIf, showWhatIf } from '../what-if-result.js'
import { withHub } from '../with-hub.js'

/** How many differences to show. */
export const numberOfDifferences = (text: string): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  throw new ProblemError({ code: 'request.invalid', message: `“${text}” is no number of differences.` })
}

export const whatIfCommand: CommandDefinition = {
  usage: 'what-if [path]',
  summary: 'show what synchronizing with another configuration would change',
  description:
    'Synchronizes a copy of the data with hub.yaml, or a folder of YAML files, and shows what would be different: objects, values, links, exports, problems. Without a path it takes the configuration in force. Changes nothing. Ctrl-C gives up.',
  options: [
    { flags: '--agent <name...>', description: 'synchronize these agents, in this order (default: all)' },
    { flags: '--delta', description: 'synchronize what is pending, in place of everything' },
    { flags: '--limit <number>', description: 'how many differences to show', default: 20, parse: numberOfDifferences },
    { flags: '--json', description: 'counts and differences as one JSON object' },
  ],
  examples: [
    ['hub what-if new/hub.yaml', 'what would a full synchronization of all agents do under new rules?'],
    ['hub what-if --agent hr --delta --limit 100', 'what will the next delta synchronization of hr do?'],
  ],
  async action(context, [path], { agent, delta, limit }) {
    const document = path === undefined ? undefined : await checked(context, resolve(path))
    return withHub(context, { worker: true }, async opened => {
      const id = await startWhatIf(opened.hub, opened.actor, {
        document,
        agents: agent as string[] | undefined,
        mode: delta === true ? 'delta' : 'full',
      })
      const ended = await followWhatIf(context, opened, id)
      return showWhatIf(context, opened, { ended, limit: limit as number })
    })
  },
}

async function checked({ screen }: Context, location: string): Promise<CheckedConfiguration> {
  const configuration = await openConfiguration(location)
  for (const warning of configuration.warnings) printProblem(screen, warning, 'warning')
  return configuration
}
