import { resolve } from 'node:path'
import { openConfiguration } from '../../configuration/check.js'
import { ProblemError } from '../../model/problem.js'
import type { Preview } from '../../runs/preview/preview.js'
import { entryMeant } from '../../service/entry-search.js'
import { commitPreview, previewSynchronization } from '../../service/preview.js'
import type { CommandDefinition, Options } from '../command.js'
import type { OpenedHub } from '../open-hub.js'
import { previewLines } from '../preview-text.js'
import { withHub } from '../with-hub.js'

export const previewCommand: CommandDefinition = {
  usage: 'preview <agent> <entry>',
  summary: 'show what synchronizing one entry would do, and why',
  description:
    'Synchronizes one entry as a run would, shows every filter, join, flow, provisioning and deletion rule with what came of it, and takes it back. Name the entry by its distinguished name or its anchor.',
  options: [
    { flags: '--full', description: 'as by a full synchronization, in place of a delta' },
    { flags: '--with <path>', description: 'with the rules of this hub.yaml or folder, in place of those in force' },
    { flags: '--commit', description: 'do it for good' },
    { flags: '--json', description: 'everything as one JSON object' },
  ],
  examples: [
    ['hub preview hr number=1001', 'what will the next delta synchronization do with this person, and why?'],
    ['hub preview hr number=1001 --full --with new/hub.yaml', 'and under other rules?'],
  ],
  action: (context, [agent = '', entry = ''], options) =>
    withHub(context, {}, async opened => {
      const { screen } = context
      const { id } = await entryMeant(opened.hub, opened.actor, agent, entry)
      const preview = await ask(opened, id, options)
      if (screen.json) screen.object({ ...preview, names: undefined })
      else for (const line of previewLines(preview, screen.paint)) screen.line(line)
      return preview.problem === undefined ? 'good' : 'problems'
    }),
}

async function ask({ hub, actor }: OpenedHub, entry: number, options: Options): Promise<Preview> {
  const mode = options.full === true ? 'full' : 'delta'
  if (options.commit !== true) {
    const document = options.with === undefined ? undefined : await openConfiguration(resolve(options.with as string))
    return previewSynchronization(hub, actor, { entry, mode, document })
  }
  if (options.with === undefined) return (await commitPreview(hub, actor, { entry, mode })).preview
  throw new ProblemError({
    code: 'request.invalid',
    message: '--with and --commit do not go together.',
    hint: 'Apply the configuration first.',
  })
}
