import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'
import { DELETION_RULES, type DeletionRuleRow } from './deletion-rules.js'

/** What clearing a connector space would take away. */
export interface ClearingForecast {
  readonly entries: number
  readonly connectors: number
  /** Metaverse objects that would be deleted; where code decides, all that are linked. */
  readonly deletedObjects: number
  /** All metaverse objects. */
  readonly objects: number
}

export async function forecastClearing(
  session: Session,
  agent: number,
  rules: readonly DeletionRuleRow[],
): Promise<ClearingForecast> {
  const [row] = await session.query<ClearingForecast>(
    `with linked as (select distinct object_id from link where agent_id = $1)
     select (select count(*) from ${entriesOf(agent)}) as entries,
       (select count(*) from link where agent_id = $1) as connectors,
       (select count(*) from metaverse_object) as objects,
       count(*) as "deletedObjects"
     from linked c join metaverse_object o on o.id = c.object_id left join ${DELETION_RULES('$2')} on d.type = o.type
     where d.kind = 'scripted' or (d.kind = 'declared-any' and $1 = any(d.agents))
       or not exists (
         select from link l where l.object_id = o.id and l.agent_id <> $1
           and not (d.kind is not distinct from 'declared-last' and l.agent_id = any(d.agents)))`,
    [agent, JSON.stringify(rules)],
  )
  return row ?? { entries: 0, connectors: 0, deletedObjects: 0, objects: 0 }
}
