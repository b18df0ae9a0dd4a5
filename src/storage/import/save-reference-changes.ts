import type { Transaction } from '../database.js'
import { referencesOf } from '../partitions.js'
import type { ReferenceRowChange, StagedBatch } from './staged-batch.js'

type Row = ReferenceRowChange & { readonly entry: number }

/** Writes changed references, one row each; those of an entry that is pending as a whole are settled at once. */
export async function saveReferenceChanges(transaction: Transaction, { agent, changed }: StagedBatch): Promise<void> {
  const rows: Row[] = changed.flatMap(entry => entry.references.map(reference => ({ ...reference, entry: entry.id })))
  if (rows.length === 0) return
  const table = referencesOf(agent)
  const { gone = [], marked = [], kept = [] } = Object.groupBy(rows, fateOf)
  if (gone.length > 0) {
    await transaction.query(
      `delete from ${table} r using unnest($2::bigint[], $3::text[], $4::uuid[]) c (entry_id, attribute, target_key)
       where r.agent_id = $1 and r.entry_id = c.entry_id and r.attribute = c.attribute and r.target_key = c.target_key`,
      [agent, ...identities(gone)],
    )
  }
  if (marked.length > 0) {
    await transaction.query(
      `update ${table} r set state = 2 from unnest($2::bigint[], $3::text[], $4::uuid[]) c (entry_id, attribute, target_key)
       where r.agent_id = $1 and r.entry_id = c.entry_id and r.attribute = c.attribute and r.target_key = c.target_key`,
      [agent, ...identities(marked)],
    )
  }
  if (kept.length === 0) return
  await transaction.query(
    `insert into ${table} (agent_id, entry_id, attribute, target_key, target, state)
     select $1, c.entry_id, c.attribute, c.target_key, c.target, c.state
     from unnest($2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::smallint[]) c (entry_id, attribute, target_key, target, state)
     on conflict (entry_id, attribute, target_key, agent_id) do update set state = excluded.state`,
    [agent, ...identities(kept), kept.map(row => row.target), kept.map(stateOf)],
  )
}

const identities = (rows: readonly Row[]): unknown[] => [
  rows.map(r => r.entry),
  rows.map(r => r.attribute),
  rows.map(r => r.key),
]

function fateOf(row: Row): 'gone' | 'marked' | 'kept' {
  if (row.change === 'remove') return 'gone'
  if (row.change === 'mark-deleted') return row.settled ? 'gone' : 'marked'
  return 'kept'
}

const stateOf = (row: Row): 0 | 1 => (row.settled || row.change === 'restore' ? 0 : 1)
