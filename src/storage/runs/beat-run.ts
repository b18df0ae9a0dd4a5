import type { Session } from '../database.js'
import { LEASE_SECONDS, type Lease } from '../lease.js'
import type { Fence } from './save-progress.js'

/**
 * Prolongs a run's lease and asks whether it is to stop, between batches or beside one. A batch that is being written has the lease's
 * row, and prolongs it itself: nobody waits for that, or a long batch would have a connection for every beat.
 */
export async function beatRun(session: Session, { name, holder }: Lease, run: number): Promise<Fence> {
  const [row] = await session.prepared<Fence>(
    `with mine as (select name from lease where name = $1 and holder = $2 for update skip locked),
     prolonged as (update lease l set until = clock_timestamp() + make_interval(secs => $3) from mine where l.name = mine.name)
     select exists (select from lease where name = $1 and holder = $2)
         and not exists (select from run where id = $4 and ended_at is not null) as held,
       coalesce((select cancel_requested from run where id = $4), true) as cancelled`,
    [name, holder, LEASE_SECONDS, run],
  )
  return row ?? { held: false, cancelled: false }
}
