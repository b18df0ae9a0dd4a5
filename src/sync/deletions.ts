import { type Problem, ProblemError } from '../model/problem.js'
import { deleteObject } from './disconnect.js'
import type { Workspace } from './workspace.js'

/** An object that is to go and cannot, because of what becomes of one of its connectors. */
export interface FailedDeletion {
  readonly object: number
  readonly entry: number
  readonly problem: Problem
}

/** Deletes objects, each for itself: one that cannot go stays with all its connectors. @throws anything that is no problem of the data */
export function deleteEach(workspace: Workspace, objects: readonly number[]): FailedDeletion[] {
  const failed: FailedDeletion[] = []
  for (const object of objects) {
    const mark = workspace.mark()
    let entry = 0
    try {
      deleteObject(workspace, object, link => {
        entry = link
      })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      workspace.rollback(mark)
      failed.push({ object, entry, problem: error.problem })
    }
  }
  return failed
}
