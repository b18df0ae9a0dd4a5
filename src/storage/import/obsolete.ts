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

/**
 * Exported creations that a complete import does not show go back to pending: they are sent again (domain.md 2.6).
 * Answers how many.
 */
export async function resendUnseenCreations(session: Session, agent: number): Promise<number> {
  const rows = await session.query(
    `with unseen as (
       select x.entry_id from export_change x join ${entriesOf(agent)} e on e.agent_id = $1 and e.id = x.entry_id
       where x.agent_id = $1 and x.layer = 'unconfirmed' and x.operation = 'add' and e.hash is null),
     references_back as (
       update export_reference r set layer = 'pending' from unseen u
       where r.agent_id = $1 and r.entry_id = u.entry_id and r.layer = 'unconfirmed' returning r.entry_id),
     anchors as (
       update ${entriesOf(agent)} e set anchor = null from unseen u where e.agent_id = $1 and e.id = u.entry_id returning e.id)
     update export_change x set layer = 'pending', changed_at = now() from unseen u
     where x.agent_id = $1 and x.entry_id = u.entry_id and x.layer = 'unconfirmed'
     returning x.entry_id`,
    [agent],
  )
  return rows.length
}

/** Counts transient entries: their names are taken and their own news has not come. */
export async function countTransient(session: Session, agent: number): Promise<number> {
  const [row] = await session.query<{ count: number }>(
    `select count(*) from ${entriesOf(agent)} where agent_id = $1 and dn_key is null`,
    [agent],
  )
  return row?.count ?? 0
}
