import type { Transaction } from '../database.js'

export interface FoundSpace {
  readonly id: number
  /** The number of a run that has not ended. */
  readonly openRun: number | undefined
}

/** An agent by name, also one that has left the configuration; no run of it is queued until the transaction ends. */
export async function findSpace(transaction: Transaction, agent: string): Promise<FoundSpace | undefined> {
  const [row] = await transaction.query<{ id: number }>('select id from agent where name = $1 for update', [agent])
  if (row === undefined) return undefined
  const [open] = await transaction.query<{ number: number }>(
    'select number from run where agent_id = $1 and ended_at is null order by number limit 1',
    [row.id],
  )
  return { id: row.id, openRun: open?.number }
}
