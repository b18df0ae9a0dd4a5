import type { Changes } from '../../../src/model/delta.js'
import type { Attributes } from '../../../src/model/value.js'
import type { Database } from '../../../src/storage/database.js'

export interface EntryRow {
  readonly id: number
  readonly agent: string
  readonly anchor: string | null
  readonly dn: string
  readonly named: boolean
  readonly imported: boolean
  readonly object_type: string
  readonly image: Attributes
  readonly operation: string | null
  readonly moved: boolean | null
  readonly object_id: number | null
  readonly explicit: boolean | null
  readonly gives: readonly string[]
  readonly state: string | null
}

export const loadEntries = (database: Database): Promise<EntryRow[]> =>
  database.query<EntryRow & Record<string, unknown>>(
    `select e.id, a.name as agent, e.anchor, e.dn, e.dn_key is not null as named, e.hash is not null as imported, e.object_type, e.image,
       p.operation, p.moved, l.object_id, l.explicit, array(select jsonb_object_keys(l.contributions)) as gives, d.state
     from entry e join agent a on a.id = e.agent_id
     left join pending_import p on p.entry_id = e.id left join link l on l.entry_id = e.id left join disconnector d on d.entry_id = e.id
     order by e.id`,
  )

export interface ObjectRow {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  readonly references: readonly { readonly attribute: string; readonly target: number }[]
}

export const loadObjects = (database: Database): Promise<ObjectRow[]> =>
  database.query<ObjectRow & Record<string, unknown>>(
    `select o.id, o.type, o.attributes,
       (select coalesce(jsonb_agg(jsonb_build_object('attribute', r.attribute, 'target', r.target_id)), '[]')
          from metaverse_reference r where r.object_id = o.id) as references
     from metaverse_object o order by o.id`,
  )

/** Objects without a connector, with the name of the last: none but those that an import left so, until the next synchronization. */
export const loadGhosts = (database: Database): Promise<{ id: number; dn: string }[]> =>
  database.query(
    `select o.id, (select p.dn from link_past p where p.object_id = o.id order by p.unlinked_at desc limit 1) as dn
     from metaverse_object o where not exists (select from link l where l.object_id = o.id)`,
  )

export interface ReferenceRow {
  readonly entry_id: number
  readonly attribute: string
  readonly target: string
  readonly state: number
}

export const loadReferences = (database: Database): Promise<ReferenceRow[]> =>
  database.query<ReferenceRow & Record<string, unknown>>(
    'select entry_id, attribute, target, state from entry_reference',
  )

export interface ChangeRow {
  readonly entry_id: number
  readonly layer: 'pending' | 'escrowed' | 'unconfirmed'
  readonly operation: string
  readonly dn: string | null
  readonly changes: Changes
  readonly may_be_sent: boolean
}

export const loadChanges = (database: Database): Promise<ChangeRow[]> =>
  database.query<ChangeRow & Record<string, unknown>>(
    'select entry_id, layer, operation, dn, changes, may_be_sent from export_change',
  )

export interface SentReferenceRow {
  readonly entry_id: number
  readonly layer: string
  readonly attribute: string
  readonly operation: number
  readonly target: number
}

export const loadSentReferences = (database: Database): Promise<SentReferenceRow[]> =>
  database.query<SentReferenceRow & Record<string, unknown>>(
    'select entry_id, layer, attribute, operation, target_id as target from export_reference',
  )

export interface ProblemRow {
  readonly agent: string
  readonly entry_id: number
  readonly phase: string
  readonly place: string
  readonly code: string
  readonly retry_count: number
}

export const loadProblems = (database: Database): Promise<ProblemRow[]> =>
  database.query<ProblemRow & Record<string, unknown>>(
    'select a.name as agent, entry_id, phase, place, code, retry_count from problem p join agent a on a.id = p.agent_id',
  )

export interface DetailRow {
  readonly counter: string
  readonly agent: string
  readonly entry_id: number | null
  readonly dn: string | null
}

/** The objects behind the counters of a run, by the names they had then, or have now. */
export const loadDetails = (database: Database, run: number): Promise<DetailRow[]> =>
  database.query<DetailRow & Record<string, unknown>>(
    `select r.counter, a.name as agent, r.entry_id, coalesce(r.dn, e.dn) as dn
     from run_detail r join run_step s on s.id = r.step_id join agent a on a.id = r.agent_id
     left join entry e on e.agent_id = r.agent_id and e.id = r.entry_id where s.run_id = $1`,
    [run],
  )

export async function loadCounters(database: Database, run: number): Promise<Record<string, number>> {
  const [row] = await database.query<{ counters: Record<string, number> }>(
    'select counters from run_step where run_id = $1',
    [run],
  )
  return row?.counters ?? {}
}

/** Where an agent's imports stand in its source's log, and how many changes an interrupted one has staged. */
export async function loadPlace(
  database: Database,
  agent: string,
): Promise<{ readonly watermark: number | undefined; readonly checkpoint: number }> {
  const [row] = await database.query<{ watermark: string | null; count: number | null }>(
    `select a.watermark, (select (s.progress->'checkpoint'->>'count')::int
       from run r join run_step s on s.run_id = r.id
       where r.agent_id = a.id and s.type in ('full-import', 'delta-import') and s.progress <> '{}'
       order by r.number desc, s.number desc limit 1) as count
     from agent a where a.name = $1`,
    [agent],
  )
  return { watermark: row?.watermark == null ? undefined : Number(row.watermark), checkpoint: row?.count ?? 0 }
}
