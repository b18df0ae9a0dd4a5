import { resolve } from 'node:path'
import { applyConfiguration } from '../../service/configuration.js'
import { checkedDocument } from '../checked-document.js'
import type { CommandDefinition } from '../command.js'
import { wholeNumber } from '../parse.js'
import { planLines } from '../plan-text.js'
import { withHub } from '../with-hub.js'

export const applyCommand: CommandDefinition = {
  usage: 'apply [path]',
  summary: 'put a configuration in force',
  description:
    'Checks hub.yaml, or a folder of YAML files, and stores it as the next version, with its agents, run profiles and schedules. A configuration that is wrong changes nothing. No data is touched: the next runs work by the new rules.',
  options: [
    { flags: '--expect <version>', description: 'refuse when another version is in force', parse: wholeNumber },
    { flags: '--json', description: 'the outcome as one JSON object' },
  ],
  examples: [
    ['hub apply', 'put ./hub.yaml in force'],
    ['hub apply configuration/ --expect 7', 'only on top of version 7'],
  ],
  async action(context, [path], { expect }) {
    const { screen, settings } = context
    const document = await checkedDocument(path === undefined ? settings.configuration : resolve(path), screen)
    return withHub(context, {}, async ({ hub, actor }) => {
      const expected = typeof expect === 'number' ? { expectedVersion: expect } : {}
      const { version, applied, plan, warnings } = await applyConfiguration(hub, actor, { document, ...expected })
      if (screen.json) screen.object({ version, applied, ...plan, warnings })
      else if (applied) {
        for (const line of planLines(plan, screen.paint)) screen.line(line)
        screen.line()
        screen.line(`Version ${version} is in force.`)
      } else screen.line(`Nothing changes: version ${version} is in force already.`)
      return 'good'
    })
  },
}
