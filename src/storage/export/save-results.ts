import type { ExportChange } from '../../connector-space/entry.js'
import type { Transaction } from '../database.js'
import { followRenames } from '../follow-renames.js'
import { entriesOf } from '../partitions.js'

/** An accepted export. `change` is all of it that waits to be seen back, with what waited before. */
export interface SentEntry {
  readonly id: number
  readonly change: ExportChange
  /** How deep its name is: the order of exports. */
  readonly depth: number
  readonly anchor: string | undefined
  /** The name it has now, when it was renamed. */
  readonly renamed: { readonly dn: string; readonly key: string; readonly oldKey: string } | undefined
}

/** A refused export: it is pending again, with what was planned meanwhile. */
export interface RefusedEntry {
  readonly id: number
  readonly change: ExportChange
  readonly depth: number
}

export interface ExportResults {
  readonly agent: number
  readonly step: number
  readonly sent: readonly SentEntry[]
  readonly refused: readonly RefusedEntry[]
}

/** Records what became of a batch: accepted changes wait for their confirmation, refused ones are pending again. */
export async function saveResults(transaction: Transaction, results: ExportResults): Promise<void> {
  await saveSent(transaction, results)
  await saveAnchors(transaction, results)
  await saveRenames(transaction, results)
  await saveRefused(transaction, results)
}

async function saveSent(transaction: Transaction, { agent, step, sent }: ExportResults): Promise<void> {
  if (sent.length === 0) return
  const ids = sent.map(entry => entry.id)
  await transaction.query(
    `delete from export_change where agent_id = $1 and entry_id = any($2) and layer = 'escrowed'`,
    [agent, ids],
  )
  await putLayer(transaction, { agent, step, layer: 'unconfirmed', rows: sent })
  await transaction.query(
    `delete from export_reference u using export_reference s
     where u.agent_id = $1 and u.entry_id = any($2) and u.layer = 'unconfirmed' and s.layer = 'escrowed'
       and s.agent_id = u.agent_id and s.entry_id = u.entry_id and s.attribute = u.attribute and s.target_id = u.target_id`,
    [agent, ids],
  )
  await transaction.query(
    `update export_reference set layer = 'unconfirmed' where agent_id = $1 and entry_id = any($2) and layer = 'escrowed'`,
    [agent, ids],
  )
}

interface LayerRows {
  readonly agent: number
  readonly step: number
  readonly layer: 'pending' | 'unconfirmed'
  readonly rows: readonly { readonly id: number; readonly change: ExportChange; readonly depth: number }[]
}

function putLayer(transaction: Transaction, { agent, step, layer, rows }: LayerRows): Promise<unknown> {
  return transaction.query(
    `insert into export_change (agent_id, entry_id, layer, operation, dn, changes, depth, object_type, step_id)
     select $1, u.id, $2, u.operation, u.dn, u.changes, u.depth, u.object_type, $3
     from unnest($4::bigint[], $5::text[], $6::text[], $7::jsonb[], $8::integer[], $9::text[]) u (id, operation, dn, changes, depth, object_type)
     on conflict (entry_id, layer) do update
       set operation = excluded.operation, dn = excluded.dn, changes = excluded.changes, object_type = excluded.object_type, step_id = excluded.step_id, may_be_sent = false, changed_at = now()`,
    [
      agent,
      layer,
      step,
      rows.map(r => r.id),
      rows.map(r => r.change.operation),
      rows.map(r => r.change.dn ?? null),
      rows.map(r => JSON.stringify(r.change.changes)),
      rows.map(r => r.depth),
      rows.map(r => r.change.objectType ?? null),
    ],
  )
}

async function saveAnchors(transaction: Transaction, { agent, sent }: ExportResults): Promise<void> {
  const anchored = sent.filter(entry => entry.anchor !== undefined)
  if (anchored.length === 0) return
  await transaction.query(
    `update ${entriesOf(agent)} e set anchor = u.anchor from unnest($2::bigint[], $3::text[]) u (id, anchor)
     where e.agent_id = $1 and e.id = u.id and e.anchor is distinct from u.anchor`,
    [agent, anchored.map(e => e.id), anchored.map(e => e.anchor)],
  )
}

async function saveRenames(transaction: Transaction, { agent, sent }: ExportResults): Promise<void> {
  const renamed = sent.flatMap(entry => (entry.renamed === undefined ? [] : [{ id: entry.id, ...entry.renamed }]))
  if (renamed.length === 0) return
  // Whoever the connector space still believes to have the name has lost it: the source would have refused otherwise.
  await transaction.query(
    `update ${entriesOf(agent)} set dn_key = null where agent_id = $1 and (dn_key = any($2::uuid[]) or id = any($3))`,
    [agent, renamed.map(e => e.key), renamed.map(e => e.id)],
  )
  await transaction.query(
    `update ${entriesOf(agent)} e set dn = u.dn, dn_key = u.dn_key from unnest($2::bigint[], $3::text[], $4::uuid[]) u (id, dn, dn_key)
     where e.agent_id = $1 and e.id = u.id`,
    [agent, renamed.map(e => e.id), renamed.map(e => e.dn), renamed.map(e => e.key)],
  )
  await followRenames(
    transaction,
    agent,
    renamed.map(({ dn, key, oldKey }) => ({ dn, key, oldKey })),
  )
}

async function saveRefused(transaction: Transaction, { agent, step, refused }: ExportResults): Promise<void> {
  if (refused.length === 0) return
  const ids = refused.map(entry => entry.id)
  await transaction.query(
    `delete from export_change where agent_id = $1 and entry_id = any($2) and layer = 'escrowed'`,
    [agent, ids],
  )
  await putLayer(transaction, { agent, step, layer: 'pending', rows: refused })
  await cancelOpposites(transaction, 'escrowed', { agent, entries: ids })
  await returnReferences(transaction, 'escrowed', { agent, entries: ids })
}

/** What did not happen need not be taken back: a reference that was not sent and its planned opposite both go. */
export async function cancelOpposites(
  transaction: Transaction,
  layer: 'escrowed' | 'unconfirmed',
  { agent, entries }: Entries,
): Promise<void> {
  await transaction.query(
    `with cancelled as (
       delete from export_reference s using export_reference p
       where s.agent_id = $1 and s.entry_id = any($2) and s.layer = $3 and p.layer = 'pending' and p.operation <> s.operation
         and p.entry_id = s.entry_id and p.attribute = s.attribute and p.target_id = s.target_id
       returning s.entry_id, s.attribute, s.target_id)
     delete from export_reference p using cancelled c
     where p.layer = 'pending' and p.entry_id = c.entry_id and p.attribute = c.attribute and p.target_id = c.target_id`,
    [agent, entries, layer],
  )
}

interface Entries {
  readonly agent: number
  readonly entries: readonly number[]
}

/** References of a later layer are pending again, except where something newer is pending: what is to be deleted gets none. */
export async function returnReferences(
  transaction: Transaction,
  layer: 'escrowed' | 'unconfirmed',
  { agent, entries }: Entries,
): Promise<void> {
  await transaction.query(
    `delete from export_reference s
     where s.agent_id = $1 and s.entry_id = any($2) and s.layer = $3 and (
       exists (select from export_reference p
         where p.entry_id = s.entry_id and p.attribute = s.attribute and p.target_id = s.target_id and p.layer = 'pending')
       or exists (select from export_change x where x.entry_id = s.entry_id and x.layer = 'pending' and x.operation = 'delete'))`,
    [agent, entries, layer],
  )
  await transaction.query(
    `update export_reference set layer = 'pending' where agent_id = $1 and entry_id = any($2) and layer = $3`,
    [agent, entries, layer],
  )
}

/** What was planned for entries while they were on their way. */
export async function loadPlanned(
  transaction: Transaction,
  agent: number,
  entries: readonly number[],
): Promise<Map<number, ExportChange>> {
  const rows = await transaction.query<{
    entry_id: number
    operation: ExportChange['operation']
    dn: string | null
    changes: ExportChange['changes']
    object_type: string | null
  }>(
    `select entry_id, operation, dn, changes, object_type from export_change where agent_id = $1 and entry_id = any($2) and layer = 'pending' for update`,
    [agent, entries],
  )
  return new Map(
    rows.map(({ entry_id, operation, dn, changes, object_type }) => [
      entry_id,
      { operation, dn: dn ?? undefined, changes, ...(object_type === null ? {} : { objectType: object_type }) },
    ]),
  )
}
