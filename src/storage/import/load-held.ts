import type { ExportChange, HeldEntry, HeldReference, PendingImport } from '../../connector-space/entry.js'
import type { Lanes } from '../../connector-space/hash.js'
import type { Attributes } from '../../model/value.js'
import type { Session } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'

interface HeldRow {
  id: number
  object_type: string
  anchor: string | null
  dn: string
  named: boolean
  image: Attributes
  hash: string | null
  operation: PendingImport['operation'] | null
  previous: Attributes | null
  previous_type: string | null
  sent_operation: ExportChange['operation'] | null
  sent_dn: string | null
  sent_changes: ExportChange['changes'] | null
}

/** Which references staging needs: all of an entry's, or those that its change names. */
export interface WantedReferences {
  readonly whole: readonly number[]
  readonly named: readonly { readonly id: number; readonly attribute: string; readonly key: string }[]
}

const lanesOf = (hash: string): Lanes => {
  const hex = hash.replaceAll('-', '')
  const lane = (i: number): number => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16)
  return [lane(0), lane(1), lane(2), lane(3)]
}

/** Loads entries as staging sees them: two statements, three when only named references are wanted too. */
export async function loadHeld(
  session: Session,
  agent: number,
  ids: readonly number[],
  wanted: WantedReferences,
): Promise<Map<number, HeldEntry>> {
  if (ids.length === 0) return new Map()
  const rows = await session.query<HeldRow>(
    `select e.id, e.object_type, e.anchor, e.dn, e.dn_key is not null as named, e.image, e.hash, p.operation, p.previous, p.previous_type,
       x.operation as sent_operation, x.dn as sent_dn, x.changes as sent_changes
     from ${entriesOf(agent)} e
     left join pending_import p on p.entry_id = e.id
     left join export_change x on x.entry_id = e.id and x.layer = 'unconfirmed'
     where e.agent_id = $1 and e.id = any($2)`,
    [agent, ids],
  )
  const references = await loadReferences(session, agent, wanted)
  return new Map(rows.map(row => [row.id, toHeld(row, references.get(row.id) ?? [])]))
}

function toHeld(row: HeldRow, references: readonly HeldReference[]): HeldEntry {
  return {
    id: row.id,
    objectType: row.object_type,
    anchor: row.anchor ?? undefined,
    dn: row.dn,
    transient: !row.named,
    image: row.image,
    lanes: row.hash === null ? undefined : lanesOf(row.hash),
    pending:
      row.operation === null
        ? undefined
        : {
            operation: row.operation,
            previous: row.previous ?? undefined,
            previousType: row.previous_type ?? undefined,
          },
    unconfirmed:
      row.sent_operation === null
        ? undefined
        : { operation: row.sent_operation, dn: row.sent_dn ?? undefined, changes: row.sent_changes ?? {} },
    references,
  }
}

const PENDING = [undefined, 'add', 'delete'] as const

async function loadReferences(
  session: Session,
  agent: number,
  { whole, named }: WantedReferences,
): Promise<Map<number, HeldReference[]>> {
  const rows = [
    ...(whole.length === 0
      ? []
      : await session.query<ReferenceRow>(
          `select entry_id, attribute, replace(target_key::text, '-', '') as key, state
       from ${referencesOf(agent)} where agent_id = $1 and entry_id = any($2)`,
          [agent, whole],
        )),
    ...(named.length === 0
      ? []
      : await session.query<ReferenceRow>(
          `select r.entry_id, r.attribute, replace(r.target_key::text, '-', '') as key, r.state
       from unnest($2::bigint[], $3::text[], $4::uuid[]) n (entry_id, attribute, target_key)
       join ${referencesOf(agent)} r on r.agent_id = $1 and r.entry_id = n.entry_id and r.attribute = n.attribute and r.target_key = n.target_key`,
          [agent, named.map(n => n.id), named.map(n => n.attribute), named.map(n => n.key)],
        )),
  ]
  const byEntry = new Map<number, HeldReference[]>()
  for (const row of rows) {
    const list = byEntry.get(row.entry_id) ?? []
    list.push({ attribute: row.attribute, key: row.key, pending: PENDING[row.state] })
    byEntry.set(row.entry_id, list)
  }
  return byEntry
}

interface ReferenceRow {
  entry_id: number
  attribute: string
  key: string
  state: 0 | 1 | 2
}
