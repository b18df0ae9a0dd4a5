import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'

/** Counts an agent's imported entries that no delete is pending for. */
export async function countImported(session: Session, agent: number): Promise<number> {
  const [row] = await session.query<{ count: number }>(
    `select count(*) from ${entriesOf(agent)} e where e.agent_id = $1 and e.hash is not null
       and not exists (select from pending_import p where p.entry_id = e.id and p.operation = 'delete')`,
    [agent],
  )
  return row?.count ?? 0
}

/** Ids of imported entries in order, from after `after`, for comparing with what a full import has seen. */
export async function listImported(session: Session, agent: number, after: number, limit: number): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    `select e.id from ${entriesOf(agent)} e where e.agent_id = $1 and e.id > $2 and e.hash is not null
       and not exists (select from pending_import p where p.entry_id = e.id and p.operation = 'delete')
     order by e.id limit $3`,
    [agent, after, limit],
  )
  return rows.map(row => row.id)
}

/** Entries whose deletion was exported and has not been seen yet: that they are gone is no surprise. */
export async function loadSentDeletes(session: Session, agent: number): Promise<Set<number>> {
  const rows = await session.query<{ entry_id: number }>(
    `select entry_id from export_change where agent_id = $1 and layer = 'unconfirmed' and operation = 'delete'`,
    [agent],
  )
  return new Set(rows.map(row => row.entry_id))
}

/** Counts transient entries: their names are taken and their own news has not come. */
export async function countTransient(session: Session, agent: number): Promise<number> {
  const [row] = await session.query<{ count: number }>(
    `select count(*) from ${entriesOf(agent)} e where e.agent_id = $1 and e.dn_key is null
       and not exists (select from pending_import p where p.entry_id = e.id and p.operation = 'delete')`,
    [agent],
  )
  return row?.count ?? 0
}
