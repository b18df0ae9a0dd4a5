import type { Session } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'
import { countRows, type MakeListing, readPage } from './listing.js'
import type { Page, PageRequest } from './page.js'

/** A name that something speaks of, and that no entry has. */
export interface PlaceholderRow {
  readonly key: string
  readonly dn: string
  /** How many speak of it: references to it, or names right below it. */
  readonly mentions: number
}

const links =
  (agent: number): MakeListing =>
  bind => ({
    select: 'k.key, k.dn, k.mentions',
    from: `(
      select r.target_key as key, min(r.target) as dn, count(*) as mentions from ${referencesOf(agent)} r
      where r.agent_id = ${bind(agent)} and r.state <> 2
        and not exists (select from ${entriesOf(agent)} t where t.agent_id = r.agent_id and t.dn_key = r.target_key)
      group by r.target_key) k`,
    conditions: [],
    order: { columns: [{ sql: 'k.key', type: 'uuid' }] },
  })

/** Targets of references that no entry has. */
export const pageMissingTargets = (session: Session, agent: number, page: PageRequest): Promise<Page<PlaceholderRow>> =>
  readPage<PlaceholderRow>(session, links(agent), page)

export const countMissingTargets = (session: Session, agent: number): Promise<number> =>
  countRows(session, links(agent))

/** Names right above those of entries, as written: each once, with how many are below. Flat names have none. */
export async function listParents(session: Session, agent: number): Promise<{ dn: string; mentions: number }[]> {
  // Up to the first comma that has no backslash before it.
  return session.query(
    `select parent as dn, count(*) as mentions from (
       select regexp_replace(dn, '^(?:[^,\\\\]|\\\\.)*,\\s*', '') as parent from ${entriesOf(agent)}
       where agent_id = $1 and dn like '%=%' and dn ~ '^(?:[^,\\\\]|\\\\.)*,') e
     group by parent`,
    [agent],
  )
}

/** Which of these keys no entry has. */
export async function missingNames(session: Session, agent: number, keys: readonly string[]): Promise<Set<string>> {
  const rows = await session.query<{ key: string }>(
    `select replace(k.key::text, '-', '') as key from unnest($2::uuid[]) k (key)
     where not exists (select from ${entriesOf(agent)} e where e.agent_id = $1 and e.dn_key = k.key)`,
    [agent, keys],
  )
  return new Set(rows.map(row => row.key))
}

/** Entries by their names in agents: who has a name that another entry had. */
export async function findNamed(
  session: Session,
  names: readonly { readonly agent: number; readonly key: string }[],
): Promise<{ agent: number; key: string; id: number }[]> {
  return session.query(
    `select n.agent_id as agent, replace(n.key::text, '-', '') as key, e.id
     from unnest($1::integer[], $2::uuid[]) n (agent_id, key) join entry e on e.agent_id = n.agent_id and e.dn_key = n.key`,
    [names.map(name => name.agent), names.map(name => name.key)],
  )
}
