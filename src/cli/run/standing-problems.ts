import { objectProblems } from '../../service/problems.js'
import type { OpenedHub } from '../open-hub.js'
import { printProblem } from '../print-problem.js'
import type { Screen } from '../screen.js'

const MOST = 10

/** Prints the first problems that stand against objects of an agent, and says how many more there are. */
export async function printStandingProblems({ hub, actor }: OpenedHub, screen: Screen, agent: string): Promise<void> {
  const { rows, count } = await objectProblems(hub, actor, { agent }, { limit: MOST, backwards: false })
  for (const { code, message, hint, where } of rows) {
    printProblem(screen, { code: code as never, message, where, ...(hint === null ? {} : { hint }) }, 'warning')
  }
  const more = (await count()) - rows.length
  if (more > 0) screen.note(`… and ${more} more problems of agent ${agent}.`)
}
