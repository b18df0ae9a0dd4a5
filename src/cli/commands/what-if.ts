import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CheckedConfiguration, openConfiguration } from '../../configuration/check.js'
import { ProblemError } from '../../model/problem.js'
import { cancelWhatIf, startWhatIf, whatIfDifferences, whatIfsById } from '../../service/what-if.js'
import type { DifferenceRow } from '../../storage/what-if/read-differences.js'
import type { WhatIfRecord } from '../../storage/what-if/what-ifs.js'
import type { CommandDefinition, Context } from '../command.js'
import type { Exit } from '../exit-codes.js'
import type { OpenedHub } from '../open-hub.js'
import { printProblem } from '../print-problem.js'
import { differenceLines, summaryLines } from '../what-if-text.js'
import { withHub } from '../with-hub.js'

const LOOK_MS = 250
const PAGE = 500

const positive = (text: string): number => {
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
    { flags: '--limit <number>', description: 'how many differences to show', default: 20, parse: positive },
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
      const ended = await follow(context, opened, id)
      return show(context, opened, { ended, limit: limit as number })
    })
  },
}

async function checked({ screen }: Context, location: string): Promise<CheckedConfiguration> {
  const configuration = await openConfiguration(location)
  for (const warning of configuration.warnings) printProblem(screen, warning, 'warning')
  return configuration
}

async function follow({ screen, interruption }: Context, { hub, actor }: OpenedHub, id: number): Promise<WhatIfRecord> {
  let said = ''
  let cancelled = false
  for (;;) {
    const [record] = await whatIfsById(hub, actor, [id])
    if (record === undefined) throw new ProblemError({ code: 'request.not-found', message: 'The what-if was removed.' })
    if (record.endedAt !== undefined) return record
    const now = [record.status, record.progress.agent].filter(each => each !== undefined).join(' ')
    if (now !== said) screen.note(`${now} …`)
    said = now
    if (interruption.signal.aborted && !cancelled) {
      cancelled = true
      await cancelWhatIf(hub, actor, id)
    }
    await sleep(LOOK_MS)
  }
}

interface Shown {
  readonly ended: WhatIfRecord
  readonly limit: number
}

async function show({ screen, interruption }: Context, opened: OpenedHub, { ended, limit }: Shown): Promise<Exit> {
  const { id, status, steps, counts, problem } = ended
  const differences = await read(opened, id, limit)
  if (screen.json) screen.object({ status, steps, counts, problem, differences })
  else {
    for (const line of summaryLines(ended)) screen.line(line)
    for (const line of differences.flatMap(each => differenceLines(each, screen.paint))) screen.line(line)
    const left = counts.reduce((sum, each) => sum + each.differences, 0) - differences.length
    if (left > 0) screen.line(`… and ${left.toLocaleString('en')} more: --limit, or whatIf in the graph`)
  }
  if (interruption.signal.aborted) return 'interrupted'
  if (problem !== null) {
    printProblem(screen, problem)
    return 'stopped'
  }
  return counts.length === 0 ? 'good' : 'changes'
}

async function read({ hub, actor }: OpenedHub, id: number, limit: number): Promise<DifferenceRow[]> {
  const rows: DifferenceRow[] = []
  while (rows.length < limit) {
    const last = rows.at(-1)
    const page = { limit: Math.min(PAGE, limit - rows.length), backwards: false, ...(last && { after: [last.number] }) }
    const { rows: next, more } = await whatIfDifferences(hub, actor, id, { filter: {}, page })
    rows.push(...next)
    if (!more) break
  }
  return rows
}
