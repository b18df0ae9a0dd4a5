import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../model/problem.js'
import { cancelWhatIf, whatIfDifferences, whatIfsById } from '../service/what-if.js'
import type { DifferenceRow } from '../storage/what-if/read-differences.js'
import type { WhatIfRecord } from '../storage/what-if/what-ifs.js'
import type { Context } from './command.js'
import type { Exit } from './exit-codes.js'
import type { OpenedHub } from './open-hub.js'
import { printProblem } from './print-problem.js'
import { differenceLines, summaryLines } from './what-if-text.js'

const LOOK_MS = 250
const PAGE = 500

/** Waits until a what-if has ended; Ctrl-C gives it up. @throws ProblemError when somebody has removed it */
export async function followWhatIf(
  { screen, interruption }: Context,
  { hub, actor }: OpenedHub,
  id: number,
): Promise<WhatIfRecord> {
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

/** Shows what a what-if found: counts, and the first differences. */
export async function showWhatIf(
  { screen, interruption }: Context,
  opened: OpenedHub,
  { ended, limit }: Shown,
): Promise<Exit> {
  const { id, status, steps, counts, problem } = ended
  const differences = await read(opened, id, limit)
  if (screen.json)
    screen.object({ ...(ended.undoRun === null ? {} : { plan: id }), status, steps, counts, problem, differences })
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
