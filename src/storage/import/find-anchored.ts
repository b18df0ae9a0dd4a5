import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'

export interface AnchoredEntry {
  readonly id: number
  readonly anchor: string
  readonly dn: string
  readonly objectType: string
}

/** Looks up imported entries by anchor; unknown anchors are left out. */
export function findAnchored(session: Session, agent: number, anchors: readonly string[]): Promise<AnchoredEntry[]> {
  if (anchors.length === 0) return Promise.resolve([])
  return session.query<AnchoredEntry>(
    `select e.id, e.anchor, e.dn, e.object_type as "objectType" from unnest($2::text[]) a (anchor)
     join ${entriesOf(agent)} e on e.agent_id = $1 and e.anchor = a.anchor`,
    [agent, anchors],
  )
}
