import type { DeferralRow } from '../../sync/outcome.js'
import type { Deferred } from '../../sync/work.js'
import type { Session, Transaction } from '../database.js'
import { type TimeText, timeOf } from '../read/time.js'

/**
 * Which of the objects wait for a connector to come back, also under a configuration that makes nobody wait any more. What an
 * import left without a connector does not wait.
 */
export async function loadDeferred(session: Session, objects: readonly number[]): Promise<Map<number, Deferred>> {
  if (objects.length === 0) return new Map()
  const rows = await session.query<{ object_id: number; agent_id: number; due: TimeText }>(
    'select object_id, agent_id, due from deferred_deletion where object_id = any($1) and due <> since',
    [objects],
  )
  return new Map(rows.map(row => [row.object_id, { agent: row.agent_id, due: timeOf(row.due).getTime() }]))
}

/**
 * Objects whose time is up, the longest due first. One that was due at once, because an import took its last connector, stays if
 * somebody has given it another meanwhile.
 * @param but objects that could not go
 */
export async function listDue(
  session: Session,
  now: number,
  limit: number,
  but: readonly number[] = [],
): Promise<number[]> {
  const rows = await session.query<{ object_id: number }>(
    `select d.object_id from deferred_deletion d
     where d.due <= $1 and (d.due <> d.since or not exists (select from link l where l.object_id = d.object_id))
       and d.object_id <> all($3)
     order by d.due, d.object_id limit $2`,
    [new Date(now), limit, but],
  )
  return rows.map(row => row.object_id)
}

/** Notes who waits, and who does no more. */
export async function saveDeferred(transaction: Transaction, rows: readonly DeferralRow[]): Promise<void> {
  if (rows.length === 0) return
  const waiting = rows.filter(row => row.deferred !== undefined)
  const over = rows.filter(row => row.deferred === undefined)
  if (waiting.length > 0) {
    await transaction.query(
      `insert into deferred_deletion (object_id, agent_id, due) select * from unnest($1::bigint[], $2::integer[], $3::timestamptz[])
       on conflict (object_id) do update set agent_id = excluded.agent_id, due = excluded.due`,
      [
        waiting.map(w => w.object),
        waiting.map(w => w.deferred?.agent),
        waiting.map(w => new Date(w.deferred?.due ?? 0)),
      ],
    )
  }
  if (over.length > 0)
    await transaction.query('delete from deferred_deletion where object_id = any($1)', [over.map(w => w.object)])
}
