import type { Session } from '../database.js'

/** An agent's connectors in the order of their ids, from after `after`. */
export async function listLinked(
  session: Session,
  agent: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    'select entry_id as id from link where agent_id = $1 and entry_id > $2 order by entry_id limit $3',
    [agent, after, limit],
  )
  return rows.map(row => row.id)
}
