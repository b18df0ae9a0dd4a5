import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../../model/problem.js'
import type { Database, Transaction } from '../../storage/database.js'
import { type Lease, releaseLease, takeLease } from '../../storage/lease.js'
import { holdLeases } from '../../storage/operator/hold-leases.js'
import { agentLease, SYNCHRONIZATION_LEASE } from '../../storage/runs/find-runs.js'

/** How long a person waits for a step to end before being told to try again. */
const PATIENCE_MS = 3_000
const RETRY_MS = 50

/**
 * Does something in one transaction while no run of the agent and no synchronization of any agent is under way.
 * @throws ProblemError `locking-error-needs-retry` when one still is after three seconds
 */
export async function whileNobodySynchronizes<T>(
  database: Database,
  agent: { readonly id: number; readonly name: string },
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const holder = `operator/${randomUUID()}`
  const leases = [agentLease(agent.id), SYNCHRONIZATION_LEASE].map(name => ({ name, holder }))
  const busy = [`a run of ${agent.name} is under way`, 'a synchronization is under way']
  const until = performance.now() + PATIENCE_MS
  const taken: Lease[] = []
  try {
    for (const [i, lease] of leases.entries()) {
      while (!(await takeLease(database, lease))) {
        if (performance.now() > until) throw locked(busy[i] ?? '')
        await sleep(RETRY_MS)
      }
      taken.push(lease)
    }
    return await database.transaction(async transaction => {
      if (!(await holdLeases(transaction, leases))) throw locked('another process has taken over')
      return work(transaction)
    })
  } finally {
    for (const lease of taken) await releaseLease(database, lease).catch(() => undefined)
  }
}

const locked = (why: string): ProblemError =>
  new ProblemError({
    code: 'locking-error-needs-retry',
    message: `Nothing was done: ${why}.`,
    hint: 'Try again when it has ended.',
  })
