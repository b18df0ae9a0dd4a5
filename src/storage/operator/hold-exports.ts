import type { ExportOperation } from '../../connector-space/entry.js'
import type { Session, Transaction } from '../database.js'

/** Which pending exports: of these entries, or of a whole agent. */
export interface ExportSelection {
  readonly agents: readonly number[]
  readonly entries: readonly number[] | undefined
  readonly operations: readonly ExportOperation[] | undefined
}

const SELECTED = `agent_id = any($1) and layer = 'pending'
  and ($2::bigint[] is null or entry_id = any($2)) and ($3::text[] is null or operation = any($3))`

const valuesOf = ({ agents, entries, operations }: ExportSelection): unknown[] => [
  agents,
  entries ?? null,
  operations ?? null,
]

/** Holds pending exports back that nobody holds yet. Answers how many. */
export async function holdExports(transaction: Transaction, selection: ExportSelection, by: string): Promise<number> {
  const rows = await transaction.query(
    `update export_change set held_by = $4, held_since = now() where ${SELECTED} and held_by is null returning entry_id`,
    [...valuesOf(selection), by],
  )
  return rows.length
}

/** Lets them go with the next export. Answers how many. */
export async function releaseExports(transaction: Transaction, selection: ExportSelection): Promise<number> {
  const rows = await transaction.query(
    `update export_change set held_by = null, held_since = null where ${SELECTED} and held_by is not null returning entry_id`,
    valuesOf(selection),
  )
  return rows.length
}

/** The agents of entries; an entry that is gone has none. */
export async function agentsOfEntries(session: Session, entries: readonly number[]): Promise<number[]> {
  const rows = await session.query<{ agent: number }>(
    'select distinct agent_id as agent from entry where id = any($1) order by agent_id',
    [entries],
  )
  return rows.map(row => row.agent)
}
