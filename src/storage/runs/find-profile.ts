import type { StepDefinition } from '../../model/step.js'
import type { Session } from '../database.js'

export interface FoundProfile {
  readonly agent: number | undefined
  readonly guard: Partial<StepDefinition>
  readonly steps: readonly StepDefinition[] | undefined
  /** What there is, for saying so. */
  readonly agents: readonly string[]
  readonly profiles: readonly string[]
}

/** An agent's run profile by their names. */
export async function findProfile(session: Session, agent: string, profile: string): Promise<FoundProfile> {
  const [row] = await session.query<{
    id: number | null
    guard: Partial<StepDefinition> | null
    steps: StepDefinition[] | null
    agents: string[] | null
    profiles: string[] | null
  }>(
    `select a.id, a.guard, p.steps,
       (select array_agg(name order by position) from agent where removed_at is null) as agents,
       (select array_agg(name order by name) from run_profile where agent_id = a.id) as profiles
     from (select 1) one
     left join agent a on a.name = $1 and a.removed_at is null
     left join run_profile p on p.agent_id = a.id and p.name = $2`,
    [agent, profile],
  )
  return {
    agent: row?.id ?? undefined,
    guard: row?.guard ?? {},
    steps: row?.steps ?? undefined,
    agents: row?.agents ?? [],
    profiles: row?.profiles ?? [],
  }
}
