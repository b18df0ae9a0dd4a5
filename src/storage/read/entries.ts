import type { ConnectorState, ExportOperation, ImportOperation } from '../../connector-space/entry.js'
import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'
import { conditionsOf, type EntryFilter, STATE } from './entry-filter.js'
import { countRows, type Listing, readPage } from './listing.js'
import type { Bind, Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** An entry without its images. */
export interface EntryRow {
  readonly id: number
  readonly agent: number
  readonly objectType: string
  readonly anchor: string | undefined
  readonly dn: string
  readonly transient: boolean
  readonly imported: boolean
  readonly state: ConnectorState
  readonly object: number | undefined
  readonly linkRule: number | undefined
  readonly linkedAt: Date | undefined
  readonly pendingImport: ImportOperation | undefined
  readonly pendingExport: ExportOperation | undefined
  readonly createdAt: Date
}

type Nulls = 'anchor' | 'object' | 'linkRule' | 'linkedAt' | 'pendingImport' | 'pendingExport'
type Raw = Omit<EntryRow, Nulls | 'createdAt'> & { [Key in Nulls]: EntryRow[Key] | null } & {
  linkedAt: TimeText | null
  createdAt: TimeText
}

const COLUMNS = `e.id, e.agent_id as agent, e.object_type as "objectType", e.anchor, e.dn, e.dn_key is null as transient,
  e.hash is not null as imported, ${STATE} as state, l.object_id as object, l.rule_id as "linkRule", l.linked_at as "linkedAt",
  i.operation as "pendingImport", x.operation as "pendingExport", e.created_at as "createdAt"`

const JOINS = `left join link l on l.entry_id = e.id
  left join disconnector d on d.entry_id = e.id
  left join pending_import i on i.entry_id = e.id
  left join export_change x on x.entry_id = e.id and x.layer = 'pending'`

const toEntry = (raw: Raw): EntryRow => ({
  ...raw,
  anchor: raw.anchor ?? undefined,
  object: raw.object ?? undefined,
  linkRule: raw.linkRule ?? undefined,
  linkedAt: raw.linkedAt === null ? undefined : timeOf(raw.linkedAt),
  pendingImport: raw.pendingImport ?? undefined,
  pendingExport: raw.pendingExport ?? undefined,
  createdAt: timeOf(raw.createdAt),
})

const listing =
  (agent: number, filter: EntryFilter) =>
  (bind: Bind): Listing => ({
    select: COLUMNS,
    from: `${entriesOf(agent)} e ${JOINS}`,
    conditions: conditionsOf(agent, filter, bind),
    order: { columns: [{ sql: 'e.id', type: 'bigint' }] },
  })

/** A page of an agent's entries in the order in which they came. */
export async function listEntries(
  session: Session,
  agent: number,
  filter: EntryFilter,
  page: PageRequest,
): Promise<Page<EntryRow>> {
  const { rows, more } = await readPage<Raw>(session, listing(agent, filter), page)
  return { rows: rows.map(toEntry), more }
}

export const countEntries = (session: Session, agent: number, filter: EntryFilter): Promise<number> =>
  countRows(session, listing(agent, filter))

export async function findEntriesById(session: Session, ids: readonly number[]): Promise<EntryRow[]> {
  const rows = await session.query<Raw>(`select ${COLUMNS} from entry e ${JOINS} where e.id = any($1)`, [ids])
  return rows.map(toEntry)
}
