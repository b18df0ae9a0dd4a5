import type { ExportChange } from '../../connector-space/entry.js'
import type { Transaction } from '../database.js'
import { followRenames } from '../follow-renames.js'
import { entriesOf } from '../partitions.js'
import { noteFirst } from '../sync/blocked-references.js'
import { type CreatedLink, flowCreated } from '../sync/created-references.js'
import { prepareAffected, settleAffected } from '../sync/export-references.js'
import { isOpen, type ReferenceExport } from '../sync/reference-flows.js'

/** The first half of a delete-add is done: the source has deleted the object. */
export interface ReplacedEntry {
  readonly id: number
  readonly dn: string
  readonly key: string
  readonly oldKey: string
  readonly objectType: string
  readonly depth: number
  /** What the object is created with. */
  readonly change: ExportChange
}

export interface Replacement {
  readonly agent: number
  readonly step: number
  readonly entries: readonly ReplacedEntry[]
  readonly flows: readonly ReferenceExport[]
}

/**
 * Makes each entry one that was provisioned and never sent: a pending add with everything its object gives. Whatever was known
 * of the old object is gone with it, so that a crash between the halves loses nothing.
 */
export async function saveReplaced(transaction: Transaction, replacement: Replacement): Promise<void> {
  const { agent, entries } = replacement
  if (entries.length === 0) return
  const ids = entries.map(entry => entry.id)
  for (const table of ['entry_reference', 'pending_import', 'export_change', 'export_reference'])
    await transaction.query(`delete from ${table} where agent_id = $1 and entry_id = any($2)`, [agent, ids])
  await renew(transaction, replacement)
  await transaction.query(
    `insert into export_change (agent_id, entry_id, layer, operation, dn, changes, depth)
     select $1, u.id, 'pending', 'add', u.dn, u.changes, u.depth
     from unnest($2::bigint[], $3::text[], $4::jsonb[], $5::integer[]) u (id, dn, changes, depth)`,
    [agent, ids, entries.map(e => e.dn), entries.map(e => JSON.stringify(e.change.changes)), entries.map(e => e.depth)],
  )
  const links = await transaction.query<{ entry_id: number; object_id: number }>(
    'select entry_id, object_id from link where agent_id = $1 and entry_id = any($2)',
    [agent, ids],
  )
  const types = new Map(entries.map(entry => [entry.id, entry.objectType]))
  const created = links.map(link => ({
    agent,
    entry: link.entry_id,
    object: link.object_id,
    objectType: types.get(link.entry_id) ?? '',
  }))
  await flowReferences(transaction, created, replacement)
}

/** References of and to the new objects, without those that are not written back (domain.md 5.5). */
async function flowReferences(
  transaction: Transaction,
  created: readonly CreatedLink[],
  { agent, flows, step }: Replacement,
): Promise<void> {
  const [open, blockable] = [flows.filter(isOpen), flows.filter(flow => !isOpen(flow))]
  if (open.length > 0) await flowCreated(transaction, created, open, step)
  if (blockable.length === 0) return
  await prepareAffected(transaction)
  await noteFirst(transaction, { agent, created }, blockable)
  await settleAffected(transaction, step)
}

async function renew(transaction: Transaction, { agent, entries }: Replacement): Promise<void> {
  const ids = entries.map(entry => entry.id)
  // Names are free first: within a batch one may take what another has had.
  await transaction.query(`update ${entriesOf(agent)} set dn_key = null where agent_id = $1 and id = any($2)`, [
    agent,
    ids,
  ])
  await transaction.query(
    `update ${entriesOf(agent)} e set object_type = u.object_type, dn = u.dn, dn_key = u.dn_key, anchor = null, hash = null, image = '{}'
     from unnest($2::bigint[], $3::text[], $4::text[], $5::uuid[]) u (id, object_type, dn, dn_key)
     where e.agent_id = $1 and e.id = u.id`,
    [agent, ids, entries.map(e => e.objectType), entries.map(e => e.dn), entries.map(e => e.key)],
  )
  await followRenames(
    transaction,
    agent,
    entries.map(({ dn, key, oldKey }) => ({ dn, key, oldKey })),
  )
}
