import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import type { Sight } from '../access/visibility.js'
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
  return { rows: rows.map(row => seenProblem(row, sight)), more, count: () => countProblems(hub.database, filter) }
}

export async function problemsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<ObjectProblemRow[]> {
  authorize(actor, 'read-problems')
  const sight = await sightFor(hub, actor)
  return (await findProblems(hub.database, ids)).map(row => seenProblem(row, sight))
}

export async function problemsOfEntries(
  hub: Hub,
  actor: Actor,
  entries: readonly number[],
): Promise<ObjectProblemRow[]> {
  authorize(actor, 'read-problems')
  const sight = await sightFor(hub, actor)
  return (await findProblemsOf(hub.database, entries)).map(row => seenProblem(row, sight))
}

/** Messages say values: of a hidden attribute, and of whatever a rule has read. */
function seenProblem(row: ObjectProblemRow, sight: Sight): ObjectProblemRow {
  const { attribute, rule } = row.where
  const isSeen = attribute === undefined || (sight.sees(attribute) && !sight.hiddenOf(row.agent).has(attribute))
  if (sight.whole || (isSeen && rule === undefined)) return row
  const message = 'What happened is not told, because it may show attributes that are not yours to see.'
  return { ...row, message, hint: 'Use a key that sees every attribute.' }
}
