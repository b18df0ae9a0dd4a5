import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../storage/database.js'
import { type Lease, releaseLease, takeLease } from '../storage/lease.js'
import { beatRun } from '../storage/runs/beat-run.js'
import { cancelled, takenOver } from './interruptions.js'

const BEAT_MS = 1_000
const RETRY_MS = 100

/** A lease that is prolonged every second while it is held. */
export interface KeptLease extends AsyncDisposable {
  readonly lease: Lease
}

export interface LeaseRequest {
  readonly lease: Lease
  readonly run: number
  /** Aborted, with a RunStopped as the reason, when the run is cancelled or the lease is lost. */
  readonly controller: AbortController
  /** Asked while the lease is another's: whether it is still worth waiting for. */
  readonly isWanted: () => Promise<boolean>
}

/** Takes a lease, waiting for whoever has it; undefined when it was not wanted any more. */
export async function keepLease(
  database: Database,
  { lease, run, controller, isWanted }: LeaseRequest,
): Promise<KeptLease | undefined> {
  while (!(await takeLease(database, lease))) {
    if (controller.signal.aborted) throw controller.signal.reason
    if (!(await isWanted())) return undefined
    await sleep(RETRY_MS)
  }
  const timer = setInterval(() => void beat(database, { lease, run, controller }), BEAT_MS)
  return {
    lease,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await releaseLease(database, lease).catch(() => undefined)
    },
  }
}

async function beat(database: Database, { lease, run, controller }: Omit<LeaseRequest, 'isWanted'>): Promise<void> {
  try {
    const fence = await beatRun(database, lease, run)
    if (fence.cancelled) controller.abort(cancelled())
    else if (!fence.held) controller.abort(takenOver())
  } catch {
    // The database is out of reach for a moment; the next beat, or the next batch, finds out what became of the lease.
  }
}
