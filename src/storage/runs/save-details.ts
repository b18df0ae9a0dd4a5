import type { Transaction } from '../database.js'

/** One object behind one counter of a step. */
export interface RunDetail {
  readonly counter: string
  readonly agent: number
  readonly entry?: number
  readonly object?: number
  readonly dn?: string
}

export async function saveDetails(
  transaction: Transaction,
  step: number,
  details: readonly RunDetail[],
): Promise<void> {
  if (details.length === 0) return
  await transaction.copy(
    'run_detail (step_id, counter, agent_id, entry_id, object_id, dn)',
    details.map(d => [step, d.counter, d.agent, d.entry, d.object, d.dn]),
  )
}

/** Objects whose export went well at the second try are behind no failure. */
export async function clearFailures(transaction: Transaction, step: number, entries: readonly number[]): Promise<void> {
  await transaction.query(
    `delete from run_detail where step_id = $1 and counter = 'export-failure' and entry_id = any($2)`,
    [step, entries],
  )
}
