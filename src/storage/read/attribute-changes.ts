import type { AttributeState } from '../../metaverse/history.js'
import type { Session } from '../database.js'
import { readState, type StoredStates } from '../sync/stored-states.js'

/** What one change of an object did to one attribute. References change in rows of their own. */
export interface AttributeChange {
  /** The change's place in the change feed. */
  readonly change: number
  readonly name: string
  readonly before: AttributeState
  readonly after: AttributeState
}

interface Raw {
  readonly change: number
  readonly name: string
  readonly before: StoredStates[string] | null
  readonly after: StoredStates[string] | null
}

/** What stands now, in the form in which the past is stored. */
const NOW = `jsonb_strip_nulls(jsonb_build_object(
  'values', (select o.attributes->a.name from metaverse_object o where o.id = f.object_id),
  'by', (select jsonb_agg(jsonb_build_array(l.agent_id, l.entry_id, l.contributions->a.name->0, l.contributions->a.name->1) order by l.agent_id, l.entry_id)
         from link l where l.object_id = f.object_id and l.contributions ? a.name)))`

/**
 * What changes did to the attributes of their objects: one statement. What stood after a change is what the next change of the
 * attribute found, or what stands now. Changes from before the past was kept are left out: nobody knows.
 */
export async function loadAttributeChanges(session: Session, changes: readonly number[]): Promise<AttributeChange[]> {
  if (changes.length === 0) return []
  const rows = await session.query<Raw>(
    `select f.sequence as change, a.name, f.before->a.name as before,
       case when f.kind = 'deleted' then null when n.before is null then ${NOW} else n.before->a.name end as after
     from change_feed f
     cross join lateral (select unnest(f.attributes) union select jsonb_object_keys(coalesce(f.before, '{}'))) a (name)
     left join lateral (
       select n.before from change_feed n
       where f.kind <> 'deleted' and n.object_id = f.object_id and n.sequence > f.sequence and n.before ? a.name
       order by n.sequence limit 1) n on true
     where f.sequence = any($1) and not exists (select from history_kept k where f.at < k.since)
     order by f.sequence, a.name`,
    [changes],
  )
  return rows.map(({ change, name, before, after }) => ({
    change,
    name,
    before: readState(before ?? {}),
    after: readState(after ?? {}),
  }))
}
