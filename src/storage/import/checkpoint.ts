import type { Session } from '../database.js'

export interface StoredCheckpoint {
  readonly count: number
  readonly digest: string
}

/** How far an agent's last import had come when it was interrupted; undefined when it came to its end, or was a full one. */
export async function loadCheckpoint(session: Session, agent: number): Promise<StoredCheckpoint | undefined> {
  // A step without progress has saved nothing.
  const [row] = await session.prepared<{ checkpoint: StoredCheckpoint | null }>(
    `select s.progress->'checkpoint' as checkpoint from run r join run_step s on s.run_id = r.id
     where r.agent_id = $1 and s.type in ('full-import', 'delta-import') and s.progress <> '{}'
     order by r.number desc, s.number desc limit 1`,
    [agent],
  )
  return row?.checkpoint ?? undefined
}
