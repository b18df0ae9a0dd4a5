import type { ExportOperation } from '../../connector-space/entry.js'
import { ProblemError } from '../../model/problem.js'
import { lockExports } from '../../storage/agent-lock.js'
import type { Database, Transaction } from '../../storage/database.js'
import { agentEverNamed } from '../../storage/maintenance/clear-runs.js'
import * as storage from '../../storage/operator/hold-exports.js'

/** Which pending exports are meant. */
export interface ExportsWanted {
  /** All of this agent. */
  readonly agent?: string | undefined
  /** Of these entries, of whatever agents. */
  readonly entries?: readonly number[] | undefined
  readonly operations?: readonly ExportOperation[] | undefined
}

/** Holds pending exports back until somebody releases them. Answers how many were not held before. @throws ProblemError */
export const holdExports = (database: Database, wanted: ExportsWanted, by: string): Promise<number> =>
  withSelection(database, wanted, (transaction, selection) => storage.holdExports(transaction, selection, by))

/** Releases what is held. Answers how many. @throws ProblemError */
export const releaseExports = (database: Database, wanted: ExportsWanted): Promise<number> =>
  withSelection(database, wanted, storage.releaseExports)

/** An export step that is taking a batch, or recording one, is waited for: what it has taken is on its way. */
function withSelection(
  database: Database,
  wanted: ExportsWanted,
  work: (transaction: Transaction, selection: storage.ExportSelection) => Promise<number>,
): Promise<number> {
  const { entries, operations } = wanted
  return database.transaction(async transaction => {
    const agents = await agentsOf(transaction, wanted)
    await lockExports(transaction, agents, 'exclusive')
    return work(transaction, { agents, entries, operations })
  })
}

async function agentsOf(transaction: Transaction, { agent, entries }: ExportsWanted): Promise<number[]> {
  if ((agent === undefined) === (entries === undefined))
    throw new ProblemError({
      code: 'request.invalid',
      message: 'Either an agent or entries are needed, not both.',
      hint: 'Name the agent for all it has pending, or the entries.',
    })
  if (entries !== undefined) return storage.agentsOfEntries(transaction, entries)
  const id = await agentEverNamed(transaction, agent ?? '')
  if (id !== undefined) return [id]
  throw new ProblemError({ code: 'request.not-found', message: `There is no agent “${agent}”.`, about: 'agent' })
}
