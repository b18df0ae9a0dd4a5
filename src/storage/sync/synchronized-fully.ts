import type { Session } from '../database.js'

/** Notes that an agent's rules have been applied to all of it. */
export async function synchronizedFully(session: Session, agent: number): Promise<void> {
  await session.query(
    'update agent set full_synchronization_required = false where id = $1 and full_synchronization_required',
    [agent],
  )
}
