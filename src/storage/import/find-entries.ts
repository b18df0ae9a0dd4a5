import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'

export interface FoundEntry {
  readonly id: number
  /** Whether the held image is the one asked about and nothing is waiting to be confirmed. */
  readonly same: boolean
  /** The import step that last staged the entry. */
  readonly step: number | null
}

export interface EntryKey {
  readonly anchor: string
  readonly hash: string
}

// Lookups that answer one value are made for each row. `exists` would be planned as one walk over all that is pending, which is
// cheaper for a batch and then costs as much for every batch as there are entries. Whether the agent has anything pending or
// sent at all is asked once a batch: mostly it has not.
const UNTOUCHED = `(not (select exists (select from pending_import a where a.agent_id = $1))
           or (select p.operation from pending_import p where p.entry_id = e.id) is distinct from 'delete')
         and (not (select exists (select from export_change a where a.agent_id = $1 and a.layer = 'unconfirmed'))
           or (select x.layer from export_change x where x.entry_id = e.id and x.layer = 'unconfirmed') is null)`
const SENT = `coalesce((select bool_or(x.layer <> 'pending' or x.may_be_sent) from export_change x where x.entry_id = e.id), false)`

/** Looks up a batch by anchor, one statement, nothing but narrow columns. Answers by position; undefined where unknown. */
export async function findEntries(
  session: Session,
  agent: number,
  keys: readonly EntryKey[],
): Promise<(FoundEntry | undefined)[]> {
  const rows = await session.query<{ position: number; id: number; same: boolean; step_id: number | null }>(
    `select k.position, e.id, e.step_id,
       coalesce(e.hash = k.hash, false) and e.dn_key is not null and ${UNTOUCHED} as same
     from unnest($2::text[], $3::uuid[]) with ordinality k (anchor, hash, position)
     join ${entriesOf(agent)} e on e.agent_id = $1 and e.anchor = k.anchor`,
    [agent, keys.map(key => key.anchor), keys.map(key => key.hash)],
  )
  const found: (FoundEntry | undefined)[] = new Array(keys.length).fill(undefined)
  for (const row of rows) found[row.position - 1] = { id: row.id, same: row.same, step: row.step_id }
  return found
}

export interface NamedEntry {
  readonly id: number
  readonly key: string
  readonly anchor: string | null
  /** Whether the hub has sent the object: it may then be in the source. */
  readonly sent: boolean
}

/** Looks up a batch by name key. */
export async function findByName(
  session: Session,
  agent: number,
  keys: readonly string[],
): Promise<Map<string, NamedEntry>> {
  if (keys.length === 0) return new Map()
  const rows = await session.query<NamedEntry>(
    `select e.id, replace(e.dn_key::text, '-', '') as key, e.anchor,
       ${SENT} as sent
     from ${entriesOf(agent)} e where e.agent_id = $1 and e.dn_key = any($2::uuid[])`,
    [agent, keys],
  )
  return new Map(rows.map(row => [row.key, row]))
}
