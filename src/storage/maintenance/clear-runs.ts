import type { Session, Transaction } from '../database.js'

export interface RunClearing {
  readonly before: Date
  readonly agent: number | undefined
  readonly limit: number
}

/**
 * Deletes runs that ended before a moment, with their steps, events and the objects behind their counters. Answers how many; fewer than
 * the limit: there are no more. Runs that one in the queue comes after stay: it asks how they ended.
 */
export async function clearRuns(transaction: Transaction, { before, agent, limit }: RunClearing): Promise<number> {
  const rows = await transaction.query<{ id: number }>(
    `select id from run r
     where ended_at < $1 and ($2::integer is null or agent_id = $2)
       and not exists (select from run o where o.after_id = r.id and o.ended_at is null)
     order by ended_at limit $3 for update skip locked`,
    [before, agent ?? null, limit],
  )
  const ids = rows.map(row => row.id)
  if (ids.length === 0) return 0
  await transaction.query(
    `insert into run_number (agent_id, number) select agent_id, max(number) from run where id = any($1) group by agent_id
     on conflict (agent_id) do update set number = greatest(run_number.number, excluded.number)`,
    [ids],
  )
  await transaction.query('delete from run_detail where step_id in (select id from run_step where run_id = any($1))', [
    ids,
  ])
  await transaction.query('delete from run where id = any($1)', [ids])
  return ids.length
}

/** An agent by name, also one that has left the configuration. */
export async function agentEverNamed(session: Session, name: string): Promise<number | undefined> {
  const [row] = await session.query<{ id: number }>('select id from agent where name = $1', [name])
  return row?.id
}
