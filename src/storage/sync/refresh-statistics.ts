import type { Session } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'

/** Tells the planner how the tables of synchronization have grown; autovacuum would, but a minute later. */
export async function refreshStatistics(session: Session): Promise<void> {
  await session.query(
    'analyze metaverse_object, metaverse_reference, link, disconnector, pending_import, export_change, export_reference',
  )
}

/** The same for one agent's connector space, after an import that brought much. */
export async function refreshAgentStatistics(session: Session, agent: number): Promise<void> {
  await session.query(`analyze ${entriesOf(agent)}, ${referencesOf(agent)}, pending_import`)
}
