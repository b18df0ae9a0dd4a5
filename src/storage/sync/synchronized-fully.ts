import type { Session } from '../database.js'

/** Notes that the rules of a configuration have been applied to all of an agent, unless another one is in force by now. */
export async function synchronizedFully(session: Session, agent: number, version: number): Promise<void> {
  await session.query(
    `update agent set full_synchronization_required = false where id = $1 and full_synchronization_required
       and (select coalesce(max(id), 0) from configuration_version) <= $2`,
    [agent, version],
  )
}
