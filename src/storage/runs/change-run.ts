import type { Counters } from '../../model/counter.js'
import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import type { Session, Transaction } from '../database.js'

/** Marks a queued run as begun by this worker. False when it is not queued any more. */
export async function beginRun(session: Session, run: number, worker: string): Promise<boolean> {
  const rows = await session.query(
    `update run set status = 'in-progress', worker = $2, started_at = now() where id = $1 and status = 'queued' returning id`,
    [run, worker],
  )
  return rows.length === 1
}

/** Keeps a run as it is, queued, to the end of the transaction. False when it is not queued any more. */
export async function holdQueued(transaction: Transaction, run: number): Promise<boolean> {
  const rows = await transaction.query(`select id from run where id = $1 and status = 'queued' for update`, [run])
  return rows.length === 1
}

export async function endRun(session: Session, run: number, status: RunStatus): Promise<boolean> {
  const rows = await session.query(
    'update run set status = $2, ended_at = now() where id = $1 and ended_at is null returning id',
    [run, status],
  )
  return rows.length === 1
}

/** Marks a step as begun. False when its run has been ended by another worker meanwhile. */
export async function beginStep(session: Session, step: number): Promise<boolean> {
  const rows = await session.query(
    `update run_step s set status = 'in-progress', started_at = now() from run r
     where s.id = $1 and r.id = s.run_id and r.ended_at is null returning s.id`,
    [step],
  )
  return rows.length === 1
}

export interface StepCounts {
  readonly counters: Counters
  readonly progress: object
}

/** Ends a step and answers what it counted; undefined when it has been ended already, by a worker that took over. */
export async function endStep(
  session: Session,
  step: number,
  status: RunStatus,
  problem: Problem | undefined,
): Promise<StepCounts | undefined> {
  const [row] = await session.query<StepCounts & Record<string, unknown>>(
    `update run_step set status = $2, ended_at = now(), problem = $3 where id = $1 and ended_at is null returning counters, progress`,
    [step, status, problem === undefined ? null : JSON.stringify(problem)],
  )
  return row
}

/** Asks a run to stop; a queued one ends at once. */
export async function requestCancel(
  session: Session,
  run: number,
): Promise<'cancelled' | 'requested' | 'ended' | undefined> {
  const [row] = await session.query<{ outcome: 'cancelled' | 'requested' | 'ended' }>(
    `with held as (select id, status, ended_at from run where id = $1 for update),
     changed as (
       update run set cancel_requested = true,
         status = case when held.status = 'queued' then 'stopped-user-termination-from-wmi-or-ui' else run.status end,
         ended_at = case when held.status = 'queued' then now() end
       from held where run.id = held.id and held.ended_at is null returning 1)
     select case when ended_at is not null then 'ended' when status = 'queued' then 'cancelled' else 'requested' end as outcome from held`,
    [run],
  )
  return row?.outcome
}
