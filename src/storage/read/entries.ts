import type { ConnectorState, ExportOperation, ImportOperation } from '../../connector-space/entry.js'
import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'
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

export type Pending<Operation> = readonly (Operation | 'none')[]

export interface EntryFilter {
  readonly dnKey?: string
  readonly dnStartsWith?: string
  readonly anchor?: string
  readonly objectType?: string
  readonly states?: readonly ConnectorState[]
  readonly pendingImport?: Pending<ImportOperation>
  readonly pendingExport?: Pending<ExportOperation>
  readonly hasProblem?: boolean
  readonly problemCode?: string
}

type Nulls = 'anchor' | 'object' | 'linkRule' | 'linkedAt' | 'pendingImport' | 'pendingExport'
type Raw = Omit<EntryRow, Nulls | 'createdAt'> & { [Key in Nulls]: EntryRow[Key] | null } & {
  linkedAt: TimeText | null
  createdAt: TimeText
}

const STATE = `case when l.entry_id is null then coalesce(d.state, 'disconnector') when l.explicit then 'explicit-connector' else 'connector' end`

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

function conditionsOf(agent: number, filter: EntryFilter, bind: Bind): string[] {
  const problems = 'select from problem q where q.agent_id = e.agent_id and q.entry_id = e.id'
  const all: (string | undefined)[] = [
    `e.agent_id = ${bind(agent)}`,
    filter.dnKey === undefined ? undefined : `e.dn_key = ${bind(filter.dnKey)}::uuid`,
    filter.dnStartsWith === undefined ? undefined : `starts_with(lower(e.dn), lower(${bind(filter.dnStartsWith)}))`,
    filter.anchor === undefined ? undefined : `e.anchor = ${bind(filter.anchor)}`,
    filter.objectType === undefined ? undefined : `e.object_type = ${bind(filter.objectType)}`,
    filter.states === undefined ? undefined : `${STATE} = any(${bind(filter.states)}::text[])`,
    filter.pendingImport === undefined
      ? undefined
      : `coalesce(i.operation, 'none') = any(${bind(filter.pendingImport)}::text[])`,
    filter.pendingExport === undefined
      ? undefined
      : `coalesce(x.operation, 'none') = any(${bind(filter.pendingExport)}::text[])`,
    filter.hasProblem === undefined ? undefined : `${filter.hasProblem ? '' : 'not '}exists (${problems})`,
    filter.problemCode === undefined ? undefined : `exists (${problems} and q.code = ${bind(filter.problemCode)})`,
  ]
  return all.filter(condition => condition !== undefined)
}

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
