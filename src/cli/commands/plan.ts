import { resolve } from 'node:path'
import { planConfiguration } from '../../service/configuration.js'
import { checkedDocument } from '../checked-document.js'
import type { CommandDefinition } from '../command.js'
import { planLines } from '../plan-text.js'
import { withHub } from '../with-hub.js'

export const planCommand: CommandDefinition = {
  usage: 'plan [path]',
  summary: 'show what applying a configuration would change',
  description:
    'Checks hub.yaml, or a folder of YAML files, and compares it with the configuration in force: what is added, removed and changed, and what each agent has to run afterwards. Changes nothing.',
  options: [{ flags: '--json', description: 'the plan as one JSON object' }],
  examples: [
    ['hub plan', 'check ./hub.yaml and compare it'],
    ['hub plan configuration/ || test $? -eq 10', 'in CI: fail only when the configuration is wrong'],
  ],
  async action(context, [path]) {
    const { screen, settings } = context
    const document = await checkedDocument(path === undefined ? settings.configuration : resolve(path), screen)
    return withHub(context, {}, async ({ hub, actor }) => {
      const { plan, version, warnings } = await planConfiguration(hub, actor, document)
      if (screen.json) screen.object({ version, ...plan, warnings })
      else {
        screen.line(
          version === 0 ? 'No configuration is in force yet.' : `Compared with version ${version}, which is in force:`,
        )
        for (const line of planLines(plan, screen.paint)) screen.line(line)
      }
      return plan.changes.length === 0 ? 'good' : 'changes'
    })
  },
}
