import type { Session } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'

// A tenth of the usual sample: the planner only has to learn that the tables are no longer empty, and most of the time of a
// larger one goes into sorting documents. Autovacuum looks more closely later. One message is one transaction.
const BRIEFLY = 'set local default_statistics_target = 10; analyze'

/** Tells the planner how the tables of synchronization have grown; autovacuum would, but a minute later. */
export async function refreshStatistics(session: Session): Promise<void> {
  await session.query(
    `${BRIEFLY} metaverse_object, metaverse_reference, link, disconnector, pending_import, export_change, export_reference`,
  )
}

/** The same for one agent's connector space, after an import that brought much. */
export async function refreshAgentStatistics(session: Session, agent: number): Promise<void> {
  await session.query(`${BRIEFLY} ${entriesOf(agent)}, ${referencesOf(agent)}, pending_import`)
}
