import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'

export interface PendingCounts {
  readonly total: number
  readonly deletes: number
  /** Objects that the source is known to hold. */
  readonly held: number
}

export async function countPending(session: Session, agent: number): Promise<PendingCounts> {
  const [row] = await session.query<PendingCounts>(
    `select count(*) as total, count(*) filter (where operation in ('delete', 'delete-add')) as deletes,
       (select count(*) from ${entriesOf(agent)} where agent_id = $1 and anchor is not null) as held
     from export_change where agent_id = $1 and layer = 'pending' and not held and held_by is null`,
    [agent],
  )
  return row ?? { total: 0, deletes: 0, held: 0 }
}
