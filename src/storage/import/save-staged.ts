import { lockExports } from '../agent-lock.js'
import type { Transaction } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'
import { saveDetails } from '../runs/save-details.js'
import { clearProblems, saveProblems } from '../runs/save-problems.js'
import { confirmReferences } from './confirm-references.js'
import { saveReferenceChanges } from './save-reference-changes.js'
import type { ChangedEntry, DeletedEntry, StagedBatch } from './staged-batch.js'

/**
 * Writes one import batch: set-based, inside the caller's transaction. Work and rows are proportional to what changed;
 * a batch in which nothing changed writes nothing.
 */
export async function saveStaged(transaction: Transaction, batch: StagedBatch): Promise<void> {
  // Confirmations and displaced objects touch what is planned for the agent; anything else an import stages does not.
  if (batch.displaced.length > 0 || batch.changed.some(entry => entry.confirms)) {
    await lockExports(transaction, [batch.agent], 'exclusive')
  }
  await removeUnsent(transaction, batch)
  await makeRoom(transaction, batch)
  await saveAdded(transaction, batch)
  await saveChanged(transaction, batch)
  await savePending(transaction, batch)
  await saveReferenceChanges(transaction, batch)
  await saveHashes(transaction, batch)
  await confirmReferences(transaction, batch)
  await saveDetails(
    transaction,
    batch.step,
    batch.details.map(detail => ({ ...detail, agent: batch.agent })),
  )
  await saveProblems(transaction, { phase: 'import', agent: batch.agent, step: batch.step, problems: batch.problems })
  await clearProblems(transaction, { phase: 'import', agent: batch.agent, step: batch.step, entries: batch.healthy })
}

/** A provisioned object that was never sent gives way to a real one of its name; provisioning is tried again (domain.md 1.6). */
async function removeUnsent(transaction: Transaction, { agent, displaced }: StagedBatch): Promise<void> {
  if (displaced.length === 0) return
  for (const table of ['export_reference', 'export_change', 'link', entriesOf(agent)]) {
    await transaction.query(
      `delete from ${table} where agent_id = $1 and ${table.startsWith('entry') ? 'id' : 'entry_id'} = any($2)`,
      [agent, displaced],
    )
  }
}

/** Whoever holds a name that another object now has becomes transient until its own news arrives (domain.md 1.6). */
async function makeRoom(transaction: Transaction, { agent, added, changed }: StagedBatch): Promise<void> {
  const renamed = changed.filter(entry => entry.renamedFrom !== undefined)
  const taken = [...added, ...renamed].map(entry => entry.key)
  if (taken.length === 0) return
  await transaction.query(
    `update ${entriesOf(agent)} set dn_key = null where agent_id = $1 and (dn_key = any($2::uuid[]) or id = any($3))`,
    [agent, taken, renamed.map(entry => entry.id)],
  )
}

async function saveAdded(transaction: Transaction, { agent, step, added }: StagedBatch): Promise<void> {
  if (added.length === 0) return
  await transaction.copy(
    `${entriesOf(agent)} (agent_id, id, object_type, anchor, dn, dn_key, hash, image, step_id)`,
    added.map(e => [agent, e.id, e.objectType, e.anchor, e.dn, e.key, e.hash, e.image, step]),
  )
  const references = added.flatMap(e => e.references.map(r => [agent, e.id, r.attribute, r.key, r.target]))
  if (references.length > 0) {
    await transaction.copy(`${referencesOf(agent)} (agent_id, entry_id, attribute, target_key, target)`, references)
  }
  await transaction.copy(
    'pending_import (agent_id, entry_id, operation, step_id)',
    added.map(e => [agent, e.id, 'add', step]),
  )
}

async function saveChanged(transaction: Transaction, { agent, step, changed }: StagedBatch): Promise<void> {
  if (changed.length === 0) return
  await transaction.query(
    `update ${entriesOf(agent)} e
     set object_type = c.object_type, anchor = c.anchor, dn = c.dn, dn_key = c.dn_key, hash = c.hash, image = c.image, step_id = $2
     from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::jsonb[])
       c (id, object_type, anchor, dn, dn_key, hash, image)
     where e.agent_id = $1 and e.id = c.id`,
    [
      agent,
      step,
      changed.map(e => e.id),
      changed.map(e => e.objectType),
      changed.map(e => e.anchor),
      changed.map(e => e.dn),
      changed.map(e => e.key),
      changed.map(e => e.hash),
      changed.map(e => JSON.stringify(e.image)),
    ],
  )
  await followRenames(transaction, agent, changed)
}

/** References follow a renamed target: directories do not report them (domain.md 1.7). */
async function followRenames(transaction: Transaction, agent: number, changed: readonly ChangedEntry[]): Promise<void> {
  const renamed = changed.filter(entry => entry.renamedFrom !== undefined)
  if (renamed.length === 0) return
  const values = [agent, renamed.map(e => e.renamedFrom), renamed.map(e => e.key), renamed.map(e => e.dn)]
  const table = referencesOf(agent)
  await transaction.query(
    `delete from ${table} r using unnest($2::uuid[], $3::uuid[]) n (old_key, new_key)
     where r.agent_id = $1 and r.target_key = n.old_key
       and exists (select from ${table} o where o.agent_id = $1 and o.entry_id = r.entry_id and o.attribute = r.attribute and o.target_key = n.new_key)`,
    values.slice(0, 3),
  )
  await transaction.query(
    `update ${table} r set target_key = n.new_key, target = n.dn
     from unnest($2::uuid[], $3::uuid[], $4::text[]) n (old_key, new_key, dn)
     where r.agent_id = $1 and r.target_key = n.old_key`,
    values,
  )
}

async function savePending(transaction: Transaction, { agent, step, changed, deleted }: StagedBatch): Promise<void> {
  const rows: readonly (
    | Pick<ChangedEntry, 'id' | 'operation' | 'previous' | 'previousType'>
    | (DeletedEntry & { operation: 'delete' })
  )[] = [...changed, ...deleted.map(entry => ({ ...entry, operation: 'delete' as const }))]
  if (rows.length === 0) return
  await transaction.query(
    `insert into pending_import (agent_id, entry_id, operation, previous, previous_type, step_id)
     select $1, c.id, c.operation, c.previous, c.previous_type, $2
     from unnest($3::bigint[], $4::text[], $5::jsonb[], $6::text[]) c (id, operation, previous, previous_type)
     on conflict (entry_id) do update
       set operation = excluded.operation, previous = excluded.previous, previous_type = excluded.previous_type, step_id = excluded.step_id`,
    [
      agent,
      step,
      rows.map(e => e.id),
      rows.map(e => e.operation),
      rows.map(e => (e.previous === undefined ? null : JSON.stringify(e.previous))),
      rows.map(e => e.previousType ?? null),
    ],
  )
  const confirmed = changed.filter(entry => entry.confirms).map(entry => entry.id)
  if (confirmed.length === 0) return
  await transaction.query(
    `delete from export_change where agent_id = $1 and entry_id = any($2) and layer = 'unconfirmed'`,
    [agent, confirmed],
  )
}

async function saveHashes(transaction: Transaction, { agent, rehashed }: StagedBatch): Promise<void> {
  if (rehashed.length === 0) return
  await transaction.query(
    `update ${entriesOf(agent)} e set hash = c.hash from unnest($2::bigint[], $3::uuid[]) c (id, hash) where e.agent_id = $1 and e.id = c.id`,
    [agent, rehashed.map(e => e.id), rehashed.map(e => e.hash)],
  )
}
