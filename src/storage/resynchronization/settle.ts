import type { Session } from '../database.js'

/** Which of the entries are to be synchronized because a configuration changed. */
export async function loadMarked(session: Session, entries: readonly number[]): Promise<Set<number>> {
  const rows = await session.query<{ entry_id: number }>(
    'select entry_id from resynchronization where entry_id = any($1::bigint[])',
    [entries],
  )
  return new Set(rows.map(row => row.entry_id))
}

/** Which entries have been synchronized, and by which configuration. */
export interface Settled {
  readonly agent: number
  readonly entries: readonly number[]
  readonly version: number
}

/**
 * Entries synchronized by the rules in force are done. Should others have come into force meanwhile, they are to be
 * synchronized again: whoever applied those could not know what a step makes of these entries by the old ones.
 */
export async function settleMarked(session: Session, { agent, entries, version }: Settled): Promise<void> {
  await session.query(
    `with newest as (select coalesce(max(id), 0) as id from configuration_version),
     done as (delete from resynchronization where entry_id = any($2::bigint[]) and (select id from newest) <= $3)
     insert into resynchronization (agent_id, entry_id)
     select $1, e.id from unnest($2::bigint[]) u (id) join entry e on e.agent_id = $1 and e.id = u.id
     where (select id from newest) > $3
     on conflict (entry_id) do nothing`,
    [agent, entries, version],
  )
}
