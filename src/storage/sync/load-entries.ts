import type { ConnectorState, ExportChange, ImportOperation } from '../../connector-space/entry.js'
import type { Attributes } from '../../model/value.js'
import type { WorkEntry } from '../../sync/work.js'
import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'
import { readContributions, type StoredContributions } from './contributions.js'
import { unheardIn } from './unheard.js'

interface Row {
  agent_id: number
  id: number
  object_type: string
  anchor: string | null
  dn: string
  image: Attributes
  operation: ImportOperation | null
  moved: boolean | null
  previous: Attributes | null
  object_id: number | null
  rule_id: number | null
  explicit: boolean | null
  contributions: StoredContributions | null
  state: ConnectorState | null
  pending: ExportChange | null
  sent: ExportChange | null
  sending: ExportChange | null
  dn_key: string | null
}

const LAYER = (alias: string): string =>
  `case when ${alias}.entry_id is null then null else jsonb_build_object('operation', ${alias}.operation, 'dn', ${alias}.dn, 'changes', ${alias}.changes, 'objectType', ${alias}.object_type) end`

const COLUMNS = `e.agent_id, e.id, e.object_type, e.anchor, e.dn, e.image, p.operation, p.moved, p.previous,
  l.object_id, l.rule_id, l.explicit, l.contributions, d.state, ${LAYER('x')} as pending, ${LAYER('s')} as sent, ${LAYER('y')} as sending, replace(e.dn_key::text, '-', '') as dn_key`

const JOINS = `
  left join pending_import p on p.entry_id = e.id
  left join disconnector d on d.entry_id = e.id
  left join export_change x on x.entry_id = e.id and x.layer = 'pending'
  left join export_change s on s.entry_id = e.id and s.layer = 'unconfirmed'
  left join export_change y on y.entry_id = e.id and y.layer = 'escrowed'`

/** An agent's entries by id, with all their layers: one statement. */
export async function loadEntries(session: Session, agent: number, ids: readonly number[]): Promise<WorkEntry[]> {
  if (ids.length === 0) return []
  const rows = await session.query<Row>(
    `select ${COLUMNS} from ${entriesOf(agent)} e left join link l on l.entry_id = e.id ${JOINS}
     where e.agent_id = $1 and e.id = any($2) order by e.id`,
    [agent, ids],
  )
  return rows.map(toWorkEntry)
}

/** All entries linked to any of the objects: one statement. */
export async function loadLinked(session: Session, objects: readonly number[]): Promise<WorkEntry[]> {
  if (objects.length === 0) return []
  const rows = await session.query<Row>(
    `select ${COLUMNS} from link l join entry e on e.agent_id = l.agent_id and e.id = l.entry_id ${JOINS} where l.object_id = any($1)`,
    [objects],
  )
  return rows.map(toWorkEntry)
}

/** An agent's entries by name key. */
export async function loadNamed(
  session: Session,
  agent: number,
  keys: readonly string[],
): Promise<{ key: string; entry: WorkEntry }[]> {
  if (keys.length === 0) return []
  const rows = await session.query<Row>(
    `select ${COLUMNS} from ${entriesOf(agent)} e left join link l on l.entry_id = e.id ${JOINS}
     where e.agent_id = $1 and e.dn_key = any($2::uuid[])`,
    [agent, keys],
  )
  return rows.map(row => ({ key: row.dn_key ?? '', entry: toWorkEntry(row) }))
}

const toChange = (change: ExportChange | null): ExportChange | undefined =>
  change === null
    ? undefined
    : {
        operation: change.operation,
        dn: change.dn ?? undefined,
        changes: change.changes,
        ...(change.objectType ? { objectType: change.objectType } : {}),
      }

function toWorkEntry(row: Row): WorkEntry {
  return {
    id: row.id,
    agent: row.agent_id,
    objectType: row.object_type,
    anchor: row.anchor ?? undefined,
    dn: row.dn,
    image: row.image,
    synchronized: row.operation === null ? row.image : (row.previous ?? {}),
    present: [],
    pending: row.operation ?? undefined,
    moved: row.moved === true,
    state:
      row.object_id === null
        ? (row.state ?? 'disconnector')
        : row.explicit === true
          ? 'explicit-connector'
          : 'connector',
    recorded: row.state !== null,
    link:
      row.object_id === null
        ? undefined
        : {
            object: row.object_id,
            rule: row.rule_id ?? undefined,
            explicit: row.explicit ?? false,
            contributions: readContributions(row.contributions ?? {}),
          },
    filteredBy: undefined,
    pendingExport: toChange(row.pending),
    sent: [toChange(row.sent), toChange(row.sending)].filter(change => change !== undefined),
    ...(row.sending !== null && { sending: true }),
    life: 'held',
  }
}

/** Of an entry that is being synchronized all counts that an import has shown; of others what they were synchronized with. */
export interface PresenceRequest {
  readonly attributes: readonly string[]
  /** The entries that are being synchronized. */
  readonly current: readonly number[]
}

/** Which of the given reference attributes have values, by entry; for flows that compete. */
export async function loadPresence(
  session: Session,
  entries: readonly { readonly agent: number; readonly id: number }[],
  { attributes, current }: PresenceRequest,
): Promise<Map<number, string[]>> {
  if (entries.length === 0 || attributes.length === 0) return new Map()
  const unheard = unheardIn(current)
  const rows = await session.query<{ id: number; present: string[] }>(
    `select e.id, array_agg(a.name) as present
     from unnest($1::integer[], $2::bigint[], $4::smallint[]) e (agent_id, id, unheard) cross join unnest($3::text[]) a (name)
     where exists (select from entry_reference r where r.agent_id = e.agent_id and r.entry_id = e.id and r.attribute = a.name and r.state <> e.unheard)
     group by e.id`,
    [entries.map(e => e.agent), entries.map(e => e.id), attributes, entries.map(e => unheard(e.id))],
  )
  return new Map(rows.map(row => [row.id, row.present]))
}
