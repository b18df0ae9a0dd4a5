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

export async function objectProblems(
  hub: Hub,
  actor: Actor,
  filter: ProblemFilter,
  page: PageRequest,
): Promise<Listed<ObjectProblemRow>> {
  authorize(actor, 'read-problems')
  return { ...(await listProblems(hub.database, filter, page)), count: () => countProblems(hub.database, filter) }
}

export async function problemsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<ObjectProblemRow[]> {
  authorize(actor, 'read-problems')
  return findProblems(hub.database, ids)
}

export async function problemsOfEntries(
  hub: Hub,
  actor: Actor,
  entries: readonly number[],
): Promise<ObjectProblemRow[]> {
  authorize(actor, 'read-problems')
  return findProblemsOf(hub.database, entries)
}
