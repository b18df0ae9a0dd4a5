import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import type { PageRequest } from '../storage/read/page.js'
import {
  countProblems,
  findProblems,
  findProblemsOf,
  listProblems,
  type ObjectProblemRow,
  type ProblemFilter,
} from '../storage/read/problems.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'
import { seenProblem } from './seen-problem.js'
import { sightFor } from './sight.js'

export async function objectProblems(
  hub: Hub,
  actor: Actor,
  filter: ProblemFilter,
  page: PageRequest,
): Promise<Listed<ObjectProblemRow>> {
  authorize(actor, 'read-problems')
  const { rows, more } = await listProblems(hub.database, filter, page)
  const sight = await sightFor(hub, actor)
  return {
    rows: rows.map(row => seenProblem(row, sight, row.agent)),
    more,
    count: () => countProblems(hub.database, filter),
  }
}

export async function problemsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<ObjectProblemRow[]> {
  authorize(actor, 'read-problems')
  const sight = await sightFor(hub, actor)
  return (await findProblems(hub.database, ids)).map(row => seenProblem(row, sight, row.agent))
}

export async function problemsOfEntries(
  hub: Hub,
  actor: Actor,
  entries: readonly number[],
): Promise<ObjectProblemRow[]> {
  authorize(actor, 'read-problems')
  const sight = await sightFor(hub, actor)
  return (await findProblemsOf(hub.database, entries)).map(row => seenProblem(row, sight, row.agent))
}
