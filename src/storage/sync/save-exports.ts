import type { PageOutcome } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { HAS_REFERENCES } from '../has-references.js'
import { entriesOf } from '../partitions.js'

/** Writes provisioned entries and pending exports, and withdraws those that are no longer wanted. */
export async function saveExports(
  transaction: Transaction,
  { created, renamed, exports, quiet, unlinked, retaken }: PageOutcome,
  step: number,
): Promise<void> {
  // What was renamed before it was sent leaves its name to others, who may swap, or come with this page.
  if (renamed.length > 0) {
    await transaction.query(
      `update entry e set dn_key = null from unnest($1::integer[], $2::bigint[]) u (agent_id, id)
       where e.agent_id = u.agent_id and e.id = u.id`,
      [renamed.map(e => e.agent), renamed.map(e => e.id)],
    )
    await transaction.query(
      `update entry e set dn = u.dn, dn_key = u.dn_key, object_type = u.object_type
       from unnest($1::integer[], $2::bigint[], $3::text[], $4::uuid[], $5::text[]) u (agent_id, id, dn, dn_key, object_type)
       where e.agent_id = u.agent_id and e.id = u.id`,
      [
        renamed.map(e => e.agent),
        renamed.map(e => e.id),
        renamed.map(e => e.dn),
        renamed.map(e => e.key),
        renamed.map(e => e.objectType),
      ],
    )
  }
  for (const [agent, entries] of byAgent(created)) {
    await transaction.copy(
      `${entriesOf(agent)} (agent_id, id, object_type, dn, dn_key)`,
      entries.map(e => [e.agent, e.id, e.objectType, e.dn, e.key]),
    )
  }
  const provisioned = new Set(created.map(entry => entry.id))
  const fresh = exports.filter(change => provisioned.has(change.entry))
  const others = exports.filter(change => !provisioned.has(change.entry))
  if (fresh.length > 0) {
    await transaction.copy(
      'export_change (agent_id, entry_id, layer, operation, dn, changes, depth, step_id)',
      fresh.map(x => [x.agent, x.entry, 'pending', x.operation, x.dn, x.changes, x.depth, step]),
    )
  }
  if (others.length > 0) {
    await transaction.query(
      `insert into export_change (agent_id, entry_id, layer, operation, dn, changes, depth, object_type, step_id)
       select u.agent_id, u.entry_id, 'pending', u.operation, u.dn, u.changes, u.depth, u.object_type, $8
       from unnest($1::integer[], $2::bigint[], $3::text[], $4::text[], $5::jsonb[], $6::integer[], $7::text[])
         u (agent_id, entry_id, operation, dn, changes, depth, object_type)
       on conflict (entry_id, layer) do update
         set operation = excluded.operation, dn = excluded.dn, changes = excluded.changes, depth = excluded.depth, object_type = excluded.object_type, step_id = excluded.step_id, changed_at = now()`,
      [
        others.map(x => x.agent),
        others.map(x => x.entry),
        others.map(x => x.operation),
        others.map(x => x.dn ?? null),
        others.map(x => JSON.stringify(x.changes)),
        others.map(x => x.depth),
        others.map(x => x.objectType ?? null),
        step,
      ],
    )
  }
  await forgetReferences(transaction, [...unlinked, ...exports.filter(change => change.operation === 'delete')])
  await withdraw(transaction, quiet)
  await takeBack(transaction, retaken)
}

/** A deletion that was only listed is no longer asked for. */
async function takeBack(transaction: Transaction, retaken: readonly Key[]): Promise<void> {
  if (retaken.length === 0) return
  await transaction.query(
    `delete from export_change x using unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
     where x.agent_id = u.agent_id and x.entry_id = u.entry_id and x.layer = 'unconfirmed'`,
    [retaken.map(r => r.agent), retaken.map(r => r.entry)],
  )
}

interface Key {
  readonly agent: number
  readonly entry: number
}

/** A change that only references are left of stays, empty. */
async function withdraw(transaction: Transaction, quiet: readonly Key[]): Promise<void> {
  if (quiet.length === 0) return
  const values = [quiet.map(q => q.agent), quiet.map(q => q.entry)]
  await transaction.query(
    `update export_change x set operation = 'update', dn = null, changes = '{}', object_type = null, changed_at = now()
     from unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
     where x.entry_id = u.entry_id and x.layer = 'pending'
       and ${HAS_REFERENCES('x.entry_id', 'pending')}`,
    values,
  )
  await transaction.query(
    `delete from export_change x using unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
     where x.entry_id = u.entry_id and x.layer = 'pending'
       and not ${HAS_REFERENCES('x.entry_id', 'pending')}`,
    values,
  )
  // What is no longer to be sent is no longer refused.
  await transaction.query(
    `delete from problem q using unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
     where q.agent_id = u.agent_id and q.entry_id = u.entry_id and q.phase = 'export'
       and not exists (select from export_change x where x.entry_id = u.entry_id and x.layer <> 'unconfirmed')`,
    values,
  )
}

async function forgetReferences(transaction: Transaction, entries: readonly Key[]): Promise<void> {
  if (entries.length === 0) return
  await transaction.query(
    `delete from export_reference r using unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
     where r.agent_id = u.agent_id and r.entry_id = u.entry_id and r.layer = 'pending'`,
    [entries.map(e => e.agent), entries.map(e => e.entry)],
  )
}

function byAgent<Row extends { readonly agent: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.agent)
    if (group === undefined) groups.set(row.agent, [row])
    else group.push(row)
  }
  return groups
}
