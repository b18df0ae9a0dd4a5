import type { RecordedStep } from '../../model/step.js'
import type { Transaction } from '../database.js'

export interface NewRun {
  readonly agent: { readonly id: number; readonly name: string }
  readonly profile: string
  readonly steps: readonly RecordedStep[]
  readonly requestedBy: string
  /** Starts when that run has ended well. */
  readonly after?: number | undefined
  readonly schedule?: string | undefined
}

/** Queues a run with the next number of its agent. */
export async function createRun(
  transaction: Transaction,
  { agent, profile, steps, requestedBy, after, schedule }: NewRun,
): Promise<number> {
  // Numbers are without gaps and repeats: requests for one agent queue up here.
  await transaction.query('select from agent where id = $1 for update', [agent.id])
  const [run] = await transaction.query<{ id: number }>(
    `insert into run (agent_id, agent_name, profile_name, number, requested_by, after_id, schedule)
     values ($1, $2, $3, greatest((select max(number) from run where agent_id = $1), (select number from run_number where agent_id = $1), 0) + 1, $4, $5, $6)
     returning id`,
    [agent.id, agent.name, profile, requestedBy, after ?? null, schedule ?? null],
  )
  const id = run?.id as number
  await transaction.query(
    `insert into run_step (run_id, number, type, definition)
     select $1, s.position, s.definition->>'type', s.definition from unnest($2::jsonb[]) with ordinality s (definition, position)`,
    [id, steps.map(step => JSON.stringify(step))],
  )
  return id
}
