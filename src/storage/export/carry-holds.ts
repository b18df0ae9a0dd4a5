import type { Transaction } from '../database.js'

export interface ReturningEntries {
  readonly agent: number
  readonly entries: readonly number[]
  /** Where they come back from. */
  readonly layer: 'escrowed' | 'unconfirmed'
}

/** What comes back to pending is held by whoever holds what was planned meanwhile, whose place it takes. */
export async function carryHolds(transaction: Transaction, { agent, entries, layer }: ReturningEntries): Promise<void> {
  await transaction.query(
    `update export_change x set held_by = p.held_by, held_since = p.held_since
     from export_change p
     where x.agent_id = $1 and x.entry_id = any($2) and x.layer = $3
       and p.entry_id = x.entry_id and p.layer = 'pending' and p.held_by is not null`,
    [agent, entries, layer],
  )
}
