import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'

/** Which of an agent's entries a synchronization step looks at; what failed is tried again. Deletes come last, when all else is settled (domain.md 2.1). */
export interface WorkQuery {
  readonly agent: number
  readonly kind: 'changed' | 'all' | 'deleted'
  readonly after: number
  readonly limit: number
}

// A lookup for each row: `not exists` would be planned as a walk over everything that is pending behind the page.
const isNotLeaving = (entry: string): string =>
  `(select p.operation from pending_import p where p.entry_id = ${entry}) is distinct from 'delete'`

// Each branch walks an index from where the last page ended, so that a page costs the same at any depth.
const QUERIES: Record<WorkQuery['kind'], (agent: number) => string> = {
  changed: () => `
    (select entry_id as id from pending_import where agent_id = $1 and entry_id > $2 and operation <> 'delete' order by entry_id limit $3)
    union
    (select d.entry_id from disconnector d where d.agent_id = $1 and d.entry_id > $2 and d.state = 'disconnector'
       and ${isNotLeaving('d.entry_id')}
     order by d.entry_id limit $3)
    union
    (select q.entry_id from problem q where q.agent_id = $1 and q.entry_id > $2 and q.phase = 'synchronization'
       and ${isNotLeaving('q.entry_id')}
     order by q.entry_id limit $3)
    union
    (select m.entry_id from resynchronization m where m.agent_id = $1 and m.entry_id > $2 and ${isNotLeaving('m.entry_id')}
     order by m.entry_id limit $3)
    order by id limit $3`,
  all: agent => `
    select e.id from ${entriesOf(agent)} e where e.agent_id = $1 and e.id > $2 and e.hash is not null
      and ${isNotLeaving('e.id')}
    order by e.id limit $3`,
  deleted: () => `
    select entry_id as id from pending_import where agent_id = $1 and entry_id > $2 and operation = 'delete' order by entry_id limit $3`,
}

/** Ids of entries to synchronize, in order, from after `after`. */
export async function listWork(session: Session, { agent, kind, after, limit }: WorkQuery): Promise<number[]> {
  const rows = await session.query<{ id: number }>(QUERIES[kind](agent), [agent, after, limit])
  return rows.map(row => row.id)
}

/** How many entries a step will look at; for progress. */
export async function countWork(session: Session, agent: number, full: boolean): Promise<number> {
  const [row] = await session.query<{ count: number }>(
    full
      ? `select count(*) from ${entriesOf(agent)} where agent_id = $1 and hash is not null`
      : `select (select count(*) from pending_import where agent_id = $1)
           + (select count(*) from disconnector d where d.agent_id = $1 and d.state = 'disconnector'
                and not exists (select from pending_import p where p.entry_id = d.entry_id))
           + (select count(*) from resynchronization m where m.agent_id = $1
                and not exists (select from pending_import p where p.entry_id = m.entry_id)
                and not exists (select from disconnector d where d.entry_id = m.entry_id and d.state = 'disconnector')) as count`,
    [agent],
  )
  return row?.count ?? 0
}
