import type { Counters } from '../../model/counter.js'
import type { RunStatus } from '../../model/status.js'
import type { Transaction } from '../database.js'

export interface DoneRun {
  readonly run: number
  readonly step: number
  readonly counters: Counters
  readonly status?: RunStatus
}

/** Marks a run of one step as begun and ended in this transaction. */
export async function recordDone(
  transaction: Transaction,
  { run, step, counters, status = 'success' }: DoneRun,
): Promise<void> {
  await transaction.query(
    `update run set status = $2, worker = 'operator', started_at = now(), ended_at = clock_timestamp() where id = $1`,
    [run, status],
  )
  await transaction.query(
    `update run_step set status = $3, started_at = now(), ended_at = clock_timestamp(), counters = $2,
       progress = '{"done": 1, "total": 1, "rate": 0}' where id = $1`,
    [step, counters, status],
  )
}
