import type { Database } from '../database.js'
import { Agent, RunProfile, Schedule } from '../entities/index.js'
import type { EditTransaction } from './transaction.js'

/** An agent as a document has it. */
export interface AgentRow {
  readonly name: string
  readonly connector: string
  readonly settings: Record<string, unknown>
  readonly guard: Record<string, unknown>
  readonly runProfiles: Readonly<Record<string, readonly Record<string, unknown>[]>>
  /** Flags that are set, never taken back: a run that does what is required does that. */
  readonly fullImportRequired: boolean
  readonly fullSynchronizationRequired: boolean
}

export interface SavedAgents {
  /** Agent name to id. */
  readonly ids: ReadonlyMap<string, number>
  /** Ids of agents that did not exist before. */
  readonly added: readonly number[]
}

/** Makes the agents in force those given, in their order; others are marked as removed and lose their run profiles. */
export async function saveAgents(edit: EditTransaction, rows: readonly AgentRow[]): Promise<SavedAgents> {
  const held = new Map((await edit.find(Agent, {})).map(agent => [agent.name, agent]))
  const added = rows.filter(row => !held.has(row.name)).map(row => row.name)
  for (const [position, { runProfiles: _, ...row }] of rows.entries()) {
    const agent = held.get(row.name)
    if (!agent) {
      held.set(row.name, edit.create(Agent, { ...row, position }))
      continue
    }
    edit.assign(agent, {
      ...row,
      position,
      removedAt: null,
      fullImportRequired: agent.fullImportRequired || row.fullImportRequired,
      fullSynchronizationRequired: agent.fullSynchronizationRequired || row.fullSynchronizationRequired,
    })
  }
  const names = new Set(rows.map(row => row.name))
  const now = new Date()
  for (const agent of held.values()) if (!names.has(agent.name)) agent.removedAt ??= now
  await edit.flush()
  const ids = new Map([...held].filter(([name]) => names.has(name)).map(([name, agent]) => [name, agent.id]))
  await saveRunProfiles(edit, rows, ids)
  return { ids, added: added.map(name => ids.get(name) ?? 0) }
}

async function saveRunProfiles(
  edit: EditTransaction,
  rows: readonly AgentRow[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const key = (agentId: number, name: string) => `${agentId}/${name}`
  const held = new Map((await edit.find(RunProfile, {})).map(profile => [key(profile.agentId, profile.name), profile]))
  for (const row of rows) {
    const agentId = ids.get(row.name) ?? 0
    for (const [name, steps] of Object.entries(row.runProfiles)) {
      const profile = held.get(key(agentId, name))
      if (profile) profile.steps = steps
      else edit.create(RunProfile, { agentId, name, steps })
      held.delete(key(agentId, name))
    }
  }
  for (const profile of held.values()) edit.remove(profile)
  await edit.flush()
}

export interface ScheduleRow {
  readonly name: string
  readonly cron: string | null
  readonly watch: string | null
  readonly timezone: string
  readonly runs: readonly { agent: string; profile: string }[]
  readonly enabled: boolean
}

/** Makes the schedules those given. */
export async function saveSchedules(edit: EditTransaction, rows: readonly ScheduleRow[]): Promise<void> {
  const held = new Map((await edit.find(Schedule, {})).map(schedule => [schedule.name, schedule]))
  for (const row of rows) {
    const schedule = held.get(row.name)
    if (schedule) edit.assign(schedule, row)
    else edit.create(Schedule, row)
    held.delete(row.name)
  }
  for (const schedule of held.values()) edit.remove(schedule)
  await edit.flush()
}

/** Of the agents with these names, those with a run that has not ended. */
export async function agentsWithOpenRuns(edit: EditTransaction, names: readonly string[]): Promise<string[]> {
  const sql = `select distinct agent.name from agent join run on run.agent_id = agent.id and run.ended_at is null
    where agent.name in (select jsonb_array_elements_text(?::jsonb)) order by agent.name`
  return (await edit.execute<{ name: string }[]>(sql, [JSON.stringify(names)])).map(row => row.name)
}

/** Of the agents with these names, those whose connector space is not empty. */
export async function agentsWithEntries(edit: EditTransaction, names: readonly string[]): Promise<string[]> {
  const sql = `select name from agent where name in (select jsonb_array_elements_text(?::jsonb))
    and exists (select from entry where entry.agent_id = agent.id) order by name`
  return (await edit.execute<{ name: string }[]>(sql, [JSON.stringify(names)])).map(row => row.name)
}

/** The ids of all agents by name, also of removed ones: an older version may still be read. */
export async function loadAgentIds(database: Database): Promise<Map<string, number>> {
  const rows = await database.query<{ id: number; name: string }>('select id, name from agent')
  return new Map(rows.map(row => [row.name, row.id]))
}
