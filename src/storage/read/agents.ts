import type { Session } from '../database.js'
import { countRows, type MakeListing, readPage } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { optionalTime, type TimeText, timeOf } from './time.js'

export interface AgentRow {
  readonly id: number
  readonly name: string
  readonly connector: string
  readonly position: number
  readonly fullImportRequired: boolean
  readonly fullSynchronizationRequired: boolean
  /** Whether some of its entries are to be synchronized again, because rules changed that can affect them. */
  readonly synchronizationRequired: boolean
  readonly importedAt: Date | undefined
  readonly createdAt: Date
  readonly removed: boolean
}

type Raw = Omit<AgentRow, 'importedAt' | 'createdAt'> & { importedAt: TimeText | null; createdAt: TimeText }

const COLUMNS = `a.id, a.name, a.connector, a.position, a.full_import_required as "fullImportRequired",
  a.full_synchronization_required as "fullSynchronizationRequired",
  exists (select from resynchronization m where m.agent_id = a.id) as "synchronizationRequired", a.imported_at as "importedAt",
  a.created_at as "createdAt", a.removed_at is not null as removed`

const toAgent = (raw: Raw): AgentRow => ({
  ...raw,
  importedAt: optionalTime(raw.importedAt),
  createdAt: timeOf(raw.createdAt),
})

const configured: MakeListing = () => ({
  select: COLUMNS,
  from: 'agent a',
  conditions: ['a.removed_at is null'],
  order: {
    columns: [
      { sql: 'a.position', type: 'bigint' },
      { sql: 'a.id', type: 'bigint' },
    ],
  },
})

/** The configured agents in the order of the configuration. */
export async function listAgents(session: Session, page: PageRequest): Promise<Page<AgentRow>> {
  const { rows, more } = await readPage<Raw>(session, configured, page)
  return { rows: rows.map(toAgent), more }
}

export const countAgents = (session: Session): Promise<number> => countRows(session, configured)

/** Agents by id, also those that the configuration does not have any more. */
export async function findAgents(session: Session, ids: readonly number[]): Promise<AgentRow[]> {
  return (await session.query<Raw>(`select ${COLUMNS} from agent a where a.id = any($1::bigint[])`, [ids])).map(toAgent)
}

/** Configured agents by name. */
export async function findAgentsNamed(session: Session, names: readonly string[]): Promise<AgentRow[]> {
  const text = `select ${COLUMNS} from agent a where a.name = any($1) and a.removed_at is null`
  return (await session.query<Raw>(text, [names])).map(toAgent)
}
