import type { Transaction } from '../database.js'
import { LEASE_SECONDS, type Lease } from '../lease.js'

/**
 * Prolongs leases and keeps them to the end of the transaction: nobody takes them over while it lasts. False when one was lost
 * before.
 */
export async function holdLeases(transaction: Transaction, leases: readonly Lease[]): Promise<boolean> {
  const rows = await transaction.query(
    `update lease l set until = clock_timestamp() + make_interval(secs => $3)
     from unnest($1::text[], $2::text[]) u (name, holder) where l.name = u.name and l.holder = u.holder returning l.name`,
    [leases.map(each => each.name), leases.map(each => each.holder), LEASE_SECONDS],
  )
  return rows.length === leases.length
}
