import { loadRuleSet } from '../configuration/load.js'
import { ProblemError } from '../model/problem.js'
import type { Database } from '../storage/database.js'
import { agentEverNamed, clearRuns } from '../storage/maintenance/clear-runs.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Answers a function that forgets runs older than the configuration in force wants to keep, one batch at a time: a worker calls it
 * again and again. When nothing is left to forget, it rests for an hour.
 */
export function historyKeeper(database: Database): () => Promise<void> {
  let next = 0
  return async () => {
    if (Date.now() < next) return
    next = Date.now() + HOUR_MS
    const { document } = await loadRuleSet(database)
    const days = document.maintenance?.keepRunsDays
    if (days === undefined) return
    const before = new Date(Date.now() - days * DAY_MS)
    const clearing = { before, agent: undefined, limit: BATCH }
    if ((await database.transaction(transaction => clearRuns(transaction, clearing))) === BATCH) next = 0
  }
}

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
    throw new ProblemError({ code: 'request.not-found', message: `There is no agent “${agent}”.`, about: 'agent' })
  for (let cleared = 0; ; ) {
    const count = await database.transaction(transaction => clearRuns(transaction, { before, agent: id, limit: BATCH }))
    cleared += count
    if (count < BATCH) return cleared
  }
}
