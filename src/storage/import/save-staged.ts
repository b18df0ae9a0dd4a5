import { lockExports } from '../agent-lock.js'
import type { Transaction } from '../database.js'
import { followRenames } from '../follow-renames.js'
import { entriesOf, referencesOf } from '../partitions.js'
import { saveDetails } from '../runs/save-details.js'
import { clearProblems, saveProblems } from '../runs/save-problems.js'
import { clearReassured } from './clear-reassured.js'
import { confirmChanges } from './confirm-changes.js'
import { confirmReferences, type Reported } from './confirm-references.js'
import { decided } from './decide-references.js'
import { makeRoom } from './make-room.js'
import { saveReferenceChanges } from './save-reference-changes.js'
import type { ChangedEntry, DeletedEntry, StagedBatch } from './staged-batch.js'

/** What a batch says of exports that waited to be seen. */
export interface Confirmation {
  readonly contradicted: readonly number[]
  readonly reassured: readonly number[]
}

/**
 * Writes one import batch: set-based, inside the caller's transaction. Work and rows are proportional to what changed;
 * a batch in which nothing changed writes nothing. Answers which objects do not show what was exported, and which do after all.
 */
export async function saveStaged(transaction: Transaction, batch: StagedBatch): Promise<Confirmation> {
  // Names that are taken, and confirmations, touch what is planned for the agent; anything else an import stages does not.
  if (batch.added.length > 0 || batch.changed.some(entry => entry.confirms || entry.moved)) {
    await lockExports(transaction, [batch.agent], 'exclusive')
  }
  await makeRoom(transaction, batch)
  await saveAdded(transaction, batch)
  await saveChanged(transaction, batch)
  await savePending(transaction, batch)
  // The batch was decided by the names that references had before it: they follow renames once it is written.
  await saveReferenceChanges(transaction, batch)
  await followRenames(transaction, batch.agent, batch.followed)
  await saveHashes(transaction, batch)
  const contradicted = batch.complete ? [] : await confirmReferences(transaction, reportedIn(batch))
  await confirmChanges(transaction, batch)
  await saveDetails(
    transaction,
    batch.step,
    batch.details.map(detail => ({ ...detail, agent: batch.agent })),
  )
  await saveProblems(transaction, { phase: 'import', agent: batch.agent, step: batch.step, problems: batch.problems })
  await clearProblems(transaction, {
    phase: 'import',
    agent: batch.agent,
    step: batch.step,
    entries: batch.complete ? await decided(transaction, batch.healthy) : batch.healthy,
  })
  const others = batch.problems.filter(({ problem }) => problem.code === 'exported-change-not-reimported')
  const reassured = await clearReassured(transaction, batch)
  return { contradicted: [...contradicted, ...others.map(({ entry }) => entry)], reassured }
}

function reportedIn({ agent, step, changed }: StagedBatch): Reported {
  const { whole = [], partial = [] } = Object.groupBy(
    changed.filter(entry => entry.confirms),
    entry => (entry.whole ? 'whole' : 'partial'),
  )
  return { agent, step, whole: whole.map(entry => entry.id), partial: partial.map(entry => entry.id) }
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
}

async function savePending(transaction: Transaction, { agent, step, changed, deleted }: StagedBatch): Promise<void> {
  const rows: readonly (
    | Pick<ChangedEntry, 'id' | 'operation' | 'previous' | 'previousType' | 'moved' | 'formerKey'>
    | (DeletedEntry & { operation: 'delete'; moved: false; formerKey: undefined })
  )[] = [
    ...changed,
    ...deleted.map(entry => ({
      ...entry,
      operation: 'delete' as const,
      moved: false as const,
      formerKey: undefined,
    })),
  ]
  if (rows.length === 0) return
  await transaction.query(
    `insert into pending_import (agent_id, entry_id, operation, previous, previous_type, moved, former_key, step_id)
     select $1, c.id, c.operation, c.previous, c.previous_type, c.moved, c.former_key, $2
     from unnest($3::bigint[], $4::text[], $5::jsonb[], $6::text[], $7::boolean[], $8::uuid[])
       c (id, operation, previous, previous_type, moved, former_key)
     on conflict (entry_id) do update
       set operation = excluded.operation, previous = excluded.previous, previous_type = excluded.previous_type,
           moved = pending_import.moved or excluded.moved, former_key = coalesce(pending_import.former_key, excluded.former_key),
           step_id = excluded.step_id`,
    [
      agent,
      step,
      rows.map(e => e.id),
      rows.map(e => e.operation),
      rows.map(e => (e.previous === undefined ? null : JSON.stringify(e.previous))),
      rows.map(e => e.previousType ?? null),
      rows.map(e => e.moved),
      rows.map(e => e.formerKey ?? null),
    ],
  )
}

async function saveHashes(transaction: Transaction, { agent, rehashed }: StagedBatch): Promise<void> {
  if (rehashed.length === 0) return
  await transaction.query(
    `update ${entriesOf(agent)} e set hash = c.hash from unnest($2::bigint[], $3::uuid[]) c (id, hash) where e.agent_id = $1 and e.id = c.id`,
    [agent, rehashed.map(e => e.id), rehashed.map(e => e.hash)],
  )
}
