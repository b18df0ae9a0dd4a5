import type { Scope } from './scope.js'
import { type ScopeNames, scopeSql } from './scope-sql.js'

/** Scopes, and the agents whose entries are left out of them, because all of those are synchronized anyway. */
export interface Affecting extends ScopeNames {
  readonly scopes: readonly Scope[]
  readonly except: readonly string[]
}

/** What scopes come to for one agent. */
export interface AffectedEntries {
  readonly agent: number
  readonly entries: number
  /** Which of the scopes it has entries in, by their places. */
  readonly scopes: readonly number[]
}

/** Runs a statement that has no parameters. */
export type Run = <Row extends object>(text: string) => Promise<Row[]>

/** The numbers of all agents, also of removed ones, whose entries stay. */
export async function agentNumbers(run: Run): Promise<Map<string, number>> {
  const rows = await run<{ id: number; name: string }>('select id, name from agent')
  return new Map(rows.map(row => [row.name, row.id]))
}

/** How many entries of each agent are affected. Agents without any are left out. */
export function countAffected(run: Run, affecting: Affecting): Promise<AffectedEntries[]> {
  const entries = affectedSql(affecting)
  return entries === undefined ? Promise.resolve([]) : run(`with affected as (${entries}) ${COUNT}`)
}

/** Notes that they are to be synchronized, however many they are, in one statement. Counts them as {@link countAffected} does. */
export function markAffected(run: Run, affecting: Affecting): Promise<AffectedEntries[]> {
  const entries = affectedSql(affecting)
  if (entries === undefined) return Promise.resolve([])
  return run(
    `with affected as materialized (${entries}),
     marked as (insert into resynchronization (agent_id, entry_id) select distinct agent_id, entry_id from affected
       on conflict (entry_id) do nothing)
     ${COUNT}`,
  )
}

const COUNT = `select agent_id as agent, count(distinct entry_id)::integer as entries, jsonb_agg(distinct scope) as scopes
  from affected group by agent_id order by agent_id`

function affectedSql(affecting: Affecting): string | undefined {
  const { scopes, agents, except } = affecting
  const left = except.flatMap(name => agents.get(name) ?? [])
  const selects = scopes.flatMap((scope, place) => {
    const entries = scopeSql(scope, affecting)
    if (entries === undefined) return []
    return [
      `select ${place} as scope, s.agent_id, s.entry_id from (${entries}) s where s.agent_id <> all(array[${left.join(', ')}]::integer[])`,
    ]
  })
  return selects.length === 0 ? undefined : selects.join('\nunion all\n')
}
