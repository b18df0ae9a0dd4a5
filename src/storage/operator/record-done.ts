import type { Counters } from '../../model/counter.js'
import type { Transaction } from '../database.js'

export interface DoneRun {
  readonly run: number
  readonly step: number
  readonly counters: Counters
}

/** Marks a run of one step as begun and ended in this transaction. */
export async function recordDone(transaction: Transaction, { run, step, counters }: DoneRun): Promise<void> {
  await transaction.query(
    `update run set status = 'success', worker = 'operator', started_at = now(), ended_at = clock_timestamp() where id = $1`,
    [run],
  )
  await transaction.query(
    `update run_step set status = 'success', started_at = now(), ended_at = clock_timestamp(), counters = $2,
       progress = '{"done": 1, "total": 1, "rate": 0}' where id = $1`,
    [step, counters],
  )
}
