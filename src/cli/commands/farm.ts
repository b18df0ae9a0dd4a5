import { farmRemovals } from '../../service/farms.js'
import { REMOVAL_SCRIPT_BEGIN, REMOVAL_SCRIPT_END, removalScriptLine } from '../../service/removal-script.js'
import type { CommandDefinition, Context } from '../command.js'
import { minuteText } from '../minute-text.js'
import type { OpenedHub } from '../open-hub.js'
import { positiveNumber } from '../parse.js'
import { tableLines } from '../table.js'
import { withHub } from '../with-hub.js'

/** How many are read at once for the script. */
const PAGE = 1_000

export const farmRemovalsCommand: CommandDefinition = {
  usage: 'farm removals <farm>',
  summary: 'list the profiles that a farm administrator has to remove',
  description:
    'Lists the profiles of persons who are gone: SharePoint’s services cannot delete a profile, so that somebody has to do it in the farm. A profile leaves the list with the import that no longer shows it. A farm is named as in the configuration, or by its agent.',
  options: [
    { flags: '--script', description: 'print a PowerShell script that removes them, for the administrator to run' },
    { flags: '--limit <number>', description: 'how many to list', default: 100, parse: positiveNumber },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [
    ['hub farm removals portal', 'who is to be removed, and since when?'],
    ['hub farm removals portal --script > remove-profiles.ps1', 'a script for the administrator'],
  ],
  action: (context, [farm = ''], { script, limit }) =>
    withHub(context, {}, async opened => {
      if (script === true) await printScript(context, opened, farm)
      else await printList(context, opened, { farm, limit: limit as number })
      return 'good'
    }),
}

async function printList(
  { screen }: Context,
  { hub, actor }: OpenedHub,
  { farm, limit }: { readonly farm: string; readonly limit: number },
): Promise<void> {
  const listed = await farmRemovals(hub, actor, farm, { limit, backwards: false })
  const total = await listed.count()
  if (screen.json) {
    screen.object({ total, removals: listed.rows })
    return
  }
  if (total === 0) {
    screen.line('Nothing has to be removed.')
    return
  }
  const rows = listed.rows.map(({ accountName, displayName = '', since, runNumber }) => [
    accountName,
    displayName,
    minuteText(since),
    runNumber === undefined ? '' : `run ${runNumber}`,
  ])
  for (const line of tableLines(['account', 'name', 'since', 'by'], rows)) screen.line(line)
  screen.note(`${total} in all; with --script as a script that removes them`)
}

async function printScript({ screen }: Context, { hub, actor }: OpenedHub, farm: string): Promise<void> {
  let after: number | undefined
  let listed = await farmRemovals(hub, actor, farm, { limit: PAGE, backwards: false })
  screen.print(REMOVAL_SCRIPT_BEGIN)
  for (;;) {
    for (const { accountName } of listed.rows) screen.print(removalScriptLine(accountName))
    after = listed.rows.at(-1)?.entry
    if (!listed.more || after === undefined) break
    listed = await farmRemovals(hub, actor, farm, { limit: PAGE, backwards: false, after: [after] })
  }
  screen.print(REMOVAL_SCRIPT_END)
}
