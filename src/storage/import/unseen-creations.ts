import type { ExportChange } from '../../connector-space/entry.js'
import type { Session, Transaction } from '../database.js'
import { carryHolds } from '../export/carry-holds.js'
import { cancelOpposites, returnReferences } from '../export/save-results.js'
import { entriesOf } from '../partitions.js'

/** A creation that was sent and that no import has shown; `planned` is what is to be sent on top of it. */
export interface UnseenCreation {
  readonly id: number
  readonly sent: ExportChange
  readonly planned: ExportChange | undefined
  /** Whether an object still wants it. */
  readonly linked: boolean
}

interface Row {
  id: number
  sent: ExportChange
  planned: ExportChange | null
  linked: boolean
}

const CHANGE = (alias: string): string =>
  `jsonb_build_object('operation', ${alias}.operation, 'dn', ${alias}.dn, 'changes', ${alias}.changes)`

export async function loadUnseenCreations(session: Session, agent: number): Promise<UnseenCreation[]> {
  const rows = await session.query<Row>(
    `select x.entry_id as id, ${CHANGE('x')} as sent, case when p.entry_id is not null then ${CHANGE('p')} end as planned,
       exists (select from link l where l.entry_id = x.entry_id) as linked
     from export_change x
     join ${entriesOf(agent)} e on e.agent_id = $1 and e.id = x.entry_id and e.hash is null
     left join export_change p on p.entry_id = x.entry_id and p.layer = 'pending'
     where x.agent_id = $1 and x.layer = 'unconfirmed'`,
    [agent],
  )
  return rows.map(row => ({
    id: row.id,
    sent: plain(row.sent),
    planned: row.planned === null ? undefined : plain(row.planned),
    linked: row.linked,
  }))
}

const plain = ({ operation, dn, changes }: ExportChange): ExportChange => ({ operation, dn: dn ?? undefined, changes })

/** They are to be sent again, as if they had never been. */
export async function resendCreations(
  transaction: Transaction,
  agent: number,
  creations: readonly { readonly id: number; readonly change: ExportChange }[],
): Promise<void> {
  if (creations.length === 0) return
  const ids = creations.map(creation => creation.id)
  await carryHolds(transaction, { agent, entries: ids, layer: 'unconfirmed' })
  await transaction.query(
    `delete from export_change where agent_id = $1 and entry_id = any($2) and layer = 'pending'`,
    [agent, ids],
  )
  await transaction.query(
    `update export_change x set layer = 'pending', operation = u.operation, dn = u.dn, changes = u.changes, step_id = null, changed_at = now()
     from unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[]) u (id, operation, dn, changes)
     where x.agent_id = $1 and x.entry_id = u.id and x.layer = 'unconfirmed'`,
    [
      agent,
      ids,
      creations.map(({ change }) => change.operation),
      creations.map(({ change }) => change.dn ?? null),
      creations.map(({ change }) => JSON.stringify(change.changes)),
    ],
  )
  await cancelOpposites(transaction, 'unconfirmed', { agent, entries: ids })
  await returnReferences(transaction, 'unconfirmed', { agent, entries: ids })
  await transaction.query(`update ${entriesOf(agent)} set anchor = null where agent_id = $1 and id = any($2)`, [
    agent,
    ids,
  ])
}

/** Nobody wants them any more, and nobody has seen them: the next synchronization takes them out. */
export async function stageUnseenDeletes(
  transaction: Transaction,
  { agent, step, ids }: { readonly agent: number; readonly step: number; readonly ids: readonly number[] },
): Promise<void> {
  if (ids.length === 0) return
  await transaction.query(
    `insert into pending_import (agent_id, entry_id, operation, step_id)
     select $1, id, 'delete', $3 from unnest($2::bigint[]) id
     on conflict (entry_id) do update set operation = 'delete', step_id = excluded.step_id`,
    [agent, ids, step],
  )
}
