import type { Session, Transaction } from '../database.js'
import { HAS_REFERENCES } from '../has-references.js'
import { entriesOf } from '../partitions.js'
import { clearProblems } from '../runs/save-problems.js'
import { confirmReferences } from './confirm-references.js'

/**
 * Ids of entries in order, from after `after`, that this full import has reported and of whose export something still waits: for
 * its end, or for references to somebody who has left meanwhile. A delete waits for the source alone.
 */
export async function listUndecided(
  session: Session,
  { agent, step }: { readonly agent: number; readonly step: number },
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await session.query<{ entry_id: number }>(
    `select x.entry_id from export_change x join ${entriesOf(agent)} e on e.agent_id = $1 and e.id = x.entry_id and e.step_id = $2
     where x.agent_id = $1 and x.layer = 'unconfirmed' and x.operation <> 'delete' and x.entry_id > $3
     order by x.entry_id limit $4`,
    [agent, step, after, limit],
  )
  return rows.map(row => row.entry_id)
}

/** Those of the entries that no exported reference waits for: what an import says of them is all that it will say. */
export async function decided(session: Session, entries: readonly number[]): Promise<number[]> {
  if (entries.length === 0) return []
  const rows = await session.query<{ id: number }>(
    `select id from unnest($1::bigint[]) id where not ${HAS_REFERENCES('id', 'unconfirmed')}`,
    [entries],
  )
  return rows.map(row => row.id)
}

/** Compares the exported references of entries with what a read has shown that is at its end. Answers the entries that do not show them. */
export async function compareReferences(
  transaction: Transaction,
  { agent, step, entries }: { readonly agent: number; readonly step: number; readonly entries: readonly number[] },
): Promise<number[]> {
  const contradicted = await confirmReferences(transaction, { agent, step, whole: entries, partial: [] })
  await transaction.query(
    `delete from export_change x where x.agent_id = $1 and x.entry_id = any($2) and x.layer = 'unconfirmed' and x.changes = '{}'
       and not ${HAS_REFERENCES('x.entry_id', 'unconfirmed')}`,
    [agent, entries],
  )
  await clearProblems(transaction, { phase: 'import', agent, step, entries })
  return contradicted
}
