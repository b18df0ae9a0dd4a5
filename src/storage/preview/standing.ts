import type { ConnectorState, ExportChange } from '../../connector-space/entry.js'
import type { Attributes } from '../../model/value.js'
import type { Session } from '../database.js'

/** Of many references, so many are named. */
const NAMED = 100

/** How an entry stands to the metaverse, and what is pending for it. */
export interface EntryStanding {
  readonly id: number
  readonly agent: number
  readonly agentName: string
  readonly dn: string
  readonly objectType: string
  readonly state: ConnectorState
  readonly object: number | null
  readonly rule: number | null
  readonly pendingExport: ExportChange | null
  readonly references: readonly PendingReferences[]
}

/** References of one attribute that are to come or go with the next export. */
export interface PendingReferences {
  readonly attribute: string
  readonly operation: 'add' | 'delete'
  readonly count: number
  /** Names of the first hundred. */
  readonly names: readonly string[]
}

export interface ObjectStanding {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
}

/** Entries as they are now; what is gone is missing. */
export function loadStandings(session: Session, entries: readonly number[]): Promise<EntryStanding[]> {
  return session.query<EntryStanding & Record<string, unknown>>(
    `select e.id, e.agent_id as agent, a.name as "agentName", e.dn, e.object_type as "objectType",
       case when l.entry_id is null then coalesce(d.state, 'disconnector') when l.explicit then 'explicit-connector' else 'connector' end as state,
       l.object_id as object, l.rule_id as rule,
       case when x.entry_id is not null then jsonb_strip_nulls(jsonb_build_object(
         'operation', x.operation, 'dn', x.dn, 'changes', x.changes, 'objectType', x.object_type)) end as "pendingExport",
       coalesce((select jsonb_agg(jsonb_build_object('attribute', r.attribute, 'operation', r.operation, 'count', r.count, 'names', r.names))
         from (select p.attribute, case p.operation when 1 then 'add' else 'delete' end as operation, max(p.count) as count,
                 coalesce(jsonb_agg(t.dn order by p.place) filter (where p.place <= ${NAMED}), '[]') as names
               from (select *, row_number() over same as place, count(*) over (partition by attribute, operation) as count
                     from export_reference where entry_id = e.id and layer = 'pending'
                     window same as (partition by attribute, operation order by target_id)) p
               left join entry t on p.place <= ${NAMED} and t.agent_id = p.agent_id and t.id = p.target_id
               group by p.attribute, p.operation order by p.attribute, p.operation) r), '[]') as references
     from entry e join agent a on a.id = e.agent_id
     left join link l on l.entry_id = e.id
     left join disconnector d on d.entry_id = e.id
     left join export_change x on x.entry_id = e.id and x.layer = 'pending'
     where e.id = any($1) order by e.agent_id, e.id`,
    [entries],
  )
}

/** Objects as they are now; what is gone is missing. */
export const loadObjectStandings = (session: Session, objects: readonly number[]): Promise<ObjectStanding[]> =>
  session.query<ObjectStanding & Record<string, unknown>>(
    'select id, type, attributes from metaverse_object where id = any($1) order by id',
    [objects],
  )

export const REFERENCE_OUTCOMES = ['added', 'removed', 'handed-over'] as const

/** What became of references of one attribute of an object. */
export interface ReferenceOutcome {
  readonly object: number
  readonly attribute: string
  readonly outcome: (typeof REFERENCE_OUTCOMES)[number]
  readonly count: number
  /** What the first hundred of the objects are called. */
  readonly names: readonly string[]
}

/** What this transaction has done to metaverse references so far. */
export async function loadReferenceOutcomes(session: Session): Promise<ReferenceOutcome[]> {
  const [held] = await session.query<{ held: boolean }>(
    `select to_regclass('pg_temp.touched_reference') is not null as held`,
  )
  if (held?.held !== true) return []
  return session.query<ReferenceOutcome & Record<string, unknown>>(
    `with outcome as (
       select t.object_id, t.attribute, t.target_id,
         case when m.object_id is null then 'removed' when m.at = now() and p.object_id is null then 'added' else 'handed-over' end as outcome
       from (select distinct * from touched_reference) t
       left join metaverse_reference m on m.object_id = t.object_id and m.attribute = t.attribute and m.target_id = t.target_id
       left join metaverse_reference_past p on p.object_id = t.object_id and p.until = now()
         and p.attribute = t.attribute and p.target_id = t.target_id),
     placed as (
       select *, row_number() over same as place from outcome window same as (partition by object_id, attribute, outcome order by target_id))
     select p.object_id as object, p.attribute, p.outcome, count(*) as count,
       coalesce(jsonb_agg(coalesce(o.attributes->'displayName'->>0, o.type, 'a deleted object') order by p.place) filter (where p.place <= ${NAMED}), '[]') as names
     from placed p left join metaverse_object o on p.place <= ${NAMED} and o.id = p.target_id
     group by p.object_id, p.attribute, p.outcome order by p.object_id, p.attribute, p.outcome`,
  )
}
