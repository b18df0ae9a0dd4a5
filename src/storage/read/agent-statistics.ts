import type { Session } from '../database.js'

/** What MIM's statistics panel shows of a connector space. */
export interface AgentStatistics {
  readonly agent: number
  readonly all: number
  readonly totalConnectors: number
  readonly connectors: number
  readonly explicitConnectors: number
  readonly totalDisconnectors: number
  readonly disconnectors: number
  readonly explicitDisconnectors: number
  readonly filteredDisconnectors: number
  readonly importAdds: number
  readonly importUpdates: number
  readonly importDeletes: number
  /** Entries of which synchronization has seen everything. */
  readonly importNone: number
  /** Entries to synchronize again, because rules changed that can affect them. */
  readonly affectedByRules: number
  readonly exportAdds: number
  readonly exportUpdates: number
  readonly exportDeletes: number
  readonly exportHeld: number
  readonly awaitingConfirmation: number
  readonly transients: number
  readonly problems: number
}

const IMPORTS = (operations: string): string =>
  `(select count(*) from pending_import p where p.agent_id = a.id and p.operation in (${operations}))`
const EXPORTS = (operations: string): string =>
  `(select count(*) from export_change x where x.agent_id = a.id and x.layer = 'pending' and x.operation in (${operations}))`
const LINKS = (condition: string): string => `(select count(*) from link l where l.agent_id = a.id and ${condition})`
const DISCONNECTORS = (state: string): string =>
  `(select count(*) from disconnector d where d.agent_id = a.id and d.state = '${state}')`

type Derived = 'disconnectors' | 'totalConnectors' | 'totalDisconnectors' | 'importNone'

/** Counts whole connector spaces: for when somebody asks, not for every list. */
export async function countConnectorSpaces(session: Session, agents: readonly number[]): Promise<AgentStatistics[]> {
  const rows = await session.query<Omit<AgentStatistics, Derived>>(
    `select a.id as agent,
       (select count(*) from entry e where e.agent_id = a.id) as all,
       ${LINKS('not l.explicit')} as connectors, ${LINKS('l.explicit')} as "explicitConnectors",
       ${DISCONNECTORS('explicit-disconnector')} as "explicitDisconnectors",
       ${DISCONNECTORS('filtered-disconnector')} as "filteredDisconnectors",
       ${IMPORTS(`'add'`)} as "importAdds", ${IMPORTS(`'update', 'delete-add'`)} as "importUpdates",
       ${IMPORTS(`'delete'`)} as "importDeletes",
       (select count(*) from resynchronization m where m.agent_id = a.id) as "affectedByRules",
       ${EXPORTS(`'add'`)} as "exportAdds", ${EXPORTS(`'update', 'delete-add'`)} as "exportUpdates",
       ${EXPORTS(`'delete'`)} as "exportDeletes",
       (select count(*) from export_change x where x.agent_id = a.id and x.layer = 'pending' and x.held_by is not null) as "exportHeld",
       (select count(*) from export_change x where x.agent_id = a.id and x.layer = 'unconfirmed') as "awaitingConfirmation",
       (select count(*) from entry e where e.agent_id = a.id and e.dn_key is null) as transients,
       (select count(*) from problem q where q.agent_id = a.id) as problems
     from unnest($1::integer[]) a (id)`,
    [agents],
  )
  // What is neither linked nor marked is a normal disconnector, whether or not a synchronization has seen it.
  return rows.map(row => {
    const { all, connectors, explicitConnectors, explicitDisconnectors, filteredDisconnectors } = row
    const totalConnectors = connectors + explicitConnectors
    const totalDisconnectors = Math.max(0, all - totalConnectors)
    const disconnectors = Math.max(0, totalDisconnectors - explicitDisconnectors - filteredDisconnectors)
    const importNone = Math.max(0, all - row.importAdds - row.importUpdates - row.importDeletes)
    return { ...row, totalConnectors, totalDisconnectors, disconnectors, importNone }
  })
}
