import type { Session, Transaction } from '../database.js'

/** The lease that keeps an agent to one run at a time. */
export const agentLease = (agent: number): string => `agent:${agent}`

/** The lease under which synchronization steps of all agents take turns, as MIM requires (domain.md 3.3). */
export const SYNCHRONIZATION_LEASE = 'synchronization'

/** Runs in progress whose worker is silent: their lease has run out. */
export async function findAbandoned(session: Session): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    `select r.id from run r where r.ended_at is null and r.status <> 'queued'
       and not exists (select from lease l where l.name = 'agent:' || r.agent_id and l.until > now())
       and r.started_at < now() - interval '2 seconds'`,
  )
  return rows.map(row => row.id)
}

/**
 * Takes the agent's lease from a worker that let it run out; waits while that worker is writing, and then finds it alive.
 * Answers whether the run is really abandoned.
 */
export async function takeFromSilent(transaction: Transaction, agent: number): Promise<boolean> {
  const [lease] = await transaction.query<{ alive: boolean }>(
    'select until > clock_timestamp() as alive from lease where name = $1 for update',
    [agentLease(agent)],
  )
  if (lease?.alive === true) return false
  await transaction.query('delete from lease where name = $1', [agentLease(agent)])
  return true
}

/** Nothing stands in the way of a queued run `r`: it is the first of its agent, and its predecessor has ended. */
export const HAS_TURN = `r.status = 'queued' and r.ended_at is null
       and not exists (select from run o where o.agent_id = r.agent_id and o.id < r.id and o.ended_at is null)
       and not exists (select from run p where p.id = r.after_id and p.ended_at is null)`

/** Queued runs whose turn has come. */
export async function findReady(session: Session): Promise<number[]> {
  const rows = await session.query<{ id: number }>(`select r.id from run r where ${HAS_TURN}`)
  return rows.map(row => row.id)
}
