import type { ConnectorState } from '../../connector-space/entry.js'
import type { Session } from '../database.js'

/** What has to be known of an entry before a person may do something to it. */
export interface FoundEntry {
  readonly id: number
  readonly agent: number
  readonly agentName: string
  /** Whether the configuration in force has the agent. */
  readonly configured: boolean
  readonly dn: string
  readonly transient: boolean
  /** An export of it may have arrived: the connection broke before the answer. */
  readonly inDoubt: boolean
  readonly state: ConnectorState
  readonly object: number | undefined
}

export async function findEntry(session: Session, entry: number): Promise<FoundEntry | undefined> {
  const [row] = await session.query<Omit<FoundEntry, 'object'> & { object: number | null }>(
    `select e.id, e.agent_id as agent, a.name as "agentName", a.removed_at is null as configured, e.dn, e.dn_key is null as transient,
       exists (select from export_change x where x.entry_id = e.id and (x.layer = 'escrowed' or x.may_be_sent)) as "inDoubt",
       case when l.entry_id is null then coalesce(d.state, 'disconnector') when l.explicit then 'explicit-connector' else 'connector' end as state,
       l.object_id as object
     from entry e join agent a on a.id = e.agent_id
     left join link l on l.entry_id = e.id left join disconnector d on d.entry_id = e.id
     where e.id = $1`,
    [entry],
  )
  return row === undefined ? undefined : { ...row, object: row.object ?? undefined }
}
