import type { Counters } from '../../model/counter.js'
import type { Session } from '../database.js'
import { LEASE_SECONDS, type Lease } from '../lease.js'

export interface StepProgress {
  readonly done: number
  /** Undefined while nobody knows how much there is. */
  readonly total: number | undefined
  /** Objects a second since the step began. */
  readonly rate: number
  /** Where an interrupted delta import goes on. */
  readonly checkpoint?: { readonly count: number; readonly digest: string } | undefined
}

export interface StepCount {
  readonly step: number
  readonly counters: Counters
  readonly progress: StepProgress
}

export interface Fence {
  /** False when another worker has taken over or has ended the run: nothing may be written any more. */
  readonly held: boolean
  readonly cancelled: boolean
}

/** Prolongs a run's lease and asks whether it is to stop, in one statement: the first one of every batch's transaction. */
export async function fenceRun(session: Session, lease: Lease, run: number): Promise<Fence> {
  const [row] = await session.query<Fence>(
    `with prolonged as (
       update lease set until = clock_timestamp() + make_interval(secs => $3) where name = $1 and holder = $2 returning name)
     select exists (select from prolonged) and not exists (select from run where id = $4 and ended_at is not null) as held,
       coalesce((select cancel_requested from run where id = $4), true) as cancelled`,
    [lease.name, lease.holder, LEASE_SECONDS, run],
  )
  return row ?? { held: false, cancelled: false }
}

/** Counters and progress of a step, written with the batch that they count; the lease begins anew, however long the batch took. */
export async function saveProgress(
  session: Session,
  lease: Lease,
  { step, counters, progress }: StepCount,
): Promise<void> {
  await session.query(
    `with prolonged as (
       update lease set until = clock_timestamp() + make_interval(secs => $3) where name = $1 and holder = $2)
     update run_step set counters = $5, progress = $6 where id = $4`,
    [lease.name, lease.holder, LEASE_SECONDS, step, counters, progress],
  )
}
