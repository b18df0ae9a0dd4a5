import { ProblemError } from '../model/problem.js'
import type { Database } from '../storage/database.js'
import { agentEverNamed, clearRuns } from '../storage/maintenance/clear-runs.js'

/** Runs in one transaction: few enough that nobody waits for it. */
const BATCH = 200

export interface HistoryClearing {
  readonly before: Date
  /** Only runs of this agent. */
  readonly agent?: string | undefined
}

/**
 * Deletes the history of runs that ended before a moment, batch by batch: broken off, it has deleted some. Answers how many.
 * @throws ProblemError `request.not-found`
 */
export async function clearRunHistory(database: Database, { before, agent }: HistoryClearing): Promise<number> {
  const id = agent === undefined ? undefined : await agentEverNamed(database, agent)
  if (agent !== undefined && id === undefined)
    throw new ProblemError({ code: 'request.not-found', message: `There is no agent “${agent}”.` })
  for (let cleared = 0; ; ) {
    const count = await database.transaction(transaction => clearRuns(transaction, { before, agent: id, limit: BATCH }))
    cleared += count
    if (count < BATCH) return cleared
  }
}
