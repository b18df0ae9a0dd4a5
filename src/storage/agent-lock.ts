import type { Session } from './database.js'

/** Tells these locks apart from all other advisory locks of the hub. */
const CLASS = 4_829

// A what-if decides about a copy, in a schema of its own: it keeps nobody waiting.
const SPACE = `case current_schema() when 'public' then ${CLASS} else hashtext(current_schema()) end`

/** Keeps all decisions about exports waiting to the end of the transaction: a statement for connections of any kind. */
export const LOCK_ALL_EXPORTS = `select pg_advisory_xact_lock(${SPACE}, id) from (select id from agent order by id) a`

/**
 * Keeps decisions about an agent's exports and their sending apart: a page of synchronization reads what is pending and sent,
 * decides, and writes (shared, for all agents it may touch), while taking a batch to send, recording its results, or confirming
 * it changes just that (exclusive). Held to the end of the transaction, which is one page or one batch.
 */
export async function lockExports(
  session: Session,
  agents: readonly number[],
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock'
  await session.query(`select ${lock}(${SPACE}, id) from unnest($1::integer[]) id order by id`, [agents])
}
