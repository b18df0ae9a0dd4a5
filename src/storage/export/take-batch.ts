import type { ExportChange } from '../../connector-space/entry.js'
import type { Sendable } from '../../connector-space/export-delta.js'
import type { Session, Transaction } from '../database.js'
import { entriesOf } from '../partitions.js'

/**
 * Parents before children, everything else before deletes, and those deepest first (domain.md 2.5). A delete-add is deleted
 * last of all, and then is an add.
 */
export const EXPORT_PHASES = ['add', 'update', 'delete', 'delete-add', 'add'] as const
export type ExportPhase = (typeof EXPORT_PHASES)[number]

export interface BatchRequest {
  readonly agent: number
  readonly step: number
  readonly phase: ExportPhase
  readonly limit: number
  /** Take what failed in this step too, once more. */
  readonly again: readonly number[] | undefined
}

/** An entry on its way: moved to the escrowed layer, so that a crash from here on is known to be one. */
export interface TakenEntry extends Sendable {
  readonly id: number
  readonly mayBeSent: boolean
  readonly unconfirmed: ExportChange | undefined
}

interface Row {
  id: number
  object_type: string
  dn: string
  anchor: string | null
  image: Sendable['image']
  operation: ExportChange['operation']
  new_dn: string | null
  new_type: string | null
  changes: ExportChange['changes']
  may_be_sent: boolean
  unconfirmed: ExportChange | null
  references: Sendable['references'] | null
}

/** Takes the next pending exports in order, those of transient entries left out (domain.md 1.6), and hands them over to the escrowed layer. */
export async function takeBatch(
  transaction: Transaction,
  { agent, step, phase, limit, again }: BatchRequest,
): Promise<TakenEntry[]> {
  const direction = phase === 'delete' || phase === 'delete-add' ? 'desc' : 'asc'
  const ids = await transaction.query<{ entry_id: number }>(
    `select entry_id from export_change x
     where agent_id = $1 and layer = 'pending' and operation = $2 and not held and held_by is null
       and exists (select from ${entriesOf(agent)} e where e.agent_id = $1 and e.id = x.entry_id and e.dn_key is not null)
       and ${again === undefined ? 'step_id is distinct from $4' : 'entry_id = any($4)'}
     order by depth ${direction}, entry_id limit $3 for update`,
    [agent, phase, limit, again ?? step],
  )
  const entries = ids.map(row => row.entry_id)
  if (entries.length === 0) return []
  await transaction.query(
    `update export_change set layer = 'escrowed', step_id = $3 where agent_id = $1 and entry_id = any($2) and layer = 'pending'`,
    [agent, entries, step],
  )
  await transaction.query(
    `update export_reference set layer = 'escrowed' where agent_id = $1 and entry_id = any($2) and layer = 'pending'`,
    [agent, entries],
  )
  return loadTaken(transaction, agent, entries)
}

/** What a reference's target `t` is called: one that the hub creates is known by the name it is created with, once it is seen. */
const NAME = `coalesce((select y.dn from export_change y where y.entry_id = t.id and y.operation = 'add' and y.dn is not null limit 1), t.dn)`

async function loadTaken(session: Session, agent: number, entries: readonly number[]): Promise<TakenEntry[]> {
  const rows = await session.query<Row>(
    `select e.id, e.object_type, e.dn, e.anchor, e.image, x.operation, x.dn as new_dn, x.object_type as new_type, x.changes, x.may_be_sent,
       (select jsonb_build_object('operation', u.operation, 'dn', u.dn, 'changes', u.changes) from export_change u
          where u.entry_id = e.id and u.layer = 'unconfirmed') as unconfirmed,
       (select jsonb_agg(jsonb_build_object('attribute', r.attribute, 'operation', case r.operation when 1 then 'add' else 'delete' end, 'dn', ${NAME}) order by r.attribute, r.target_id)
          from export_reference r join ${entriesOf(agent)} t on t.agent_id = $1 and t.id = r.target_id
          where r.agent_id = $1 and r.entry_id = e.id and r.layer = 'escrowed') as references
     from unnest($2::bigint[]) with ordinality o (id, position)
     join ${entriesOf(agent)} e on e.agent_id = $1 and e.id = o.id
     join export_change x on x.entry_id = e.id and x.layer = 'escrowed'
     order by o.position`,
    [agent, entries],
  )
  return rows.map(row => ({
    id: row.id,
    objectType: row.object_type,
    dn: row.dn,
    anchor: row.anchor ?? undefined,
    image: row.image,
    change: {
      operation: row.operation,
      dn: row.new_dn ?? undefined,
      changes: row.changes,
      ...(row.new_type === null ? {} : { objectType: row.new_type }),
    },
    mayBeSent: row.may_be_sent,
    unconfirmed: row.unconfirmed ?? undefined,
    references: row.references ?? [],
  }))
}
