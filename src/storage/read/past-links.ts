import type { Session } from '../database.js'
import { MILLISECOND, type TimeText, timeOf } from './time.js'

/** A link as it stood at some time. */
export interface PastLink {
  readonly object: number
  readonly agent: number
  readonly entry: number
  readonly rule: number | undefined
  readonly explicit: boolean
  readonly linkedAt: Date
  /** The entry's name: when the link ended, or else now. */
  readonly dn: string | undefined
  readonly anchor: string | undefined
}

/** The links that objects had at a time. */
export async function loadPastLinks(session: Session, ids: readonly number[], at: Date): Promise<PastLink[]> {
  const rows = await session.query<
    Omit<PastLink, 'rule' | 'linkedAt' | 'dn' | 'anchor'> &
      Record<'dn' | 'anchor', string | null> & {
        rule: number | null
        linkedAt: TimeText
      }
  >(
    `select l.object_id as object, l.agent_id as agent, l.entry_id as entry, l.rule_id as rule, l.explicit, l.linked_at as "linkedAt", e.dn, e.anchor
     from link l left join entry e on e.id = l.entry_id and e.agent_id = l.agent_id
     where l.object_id = any($1) and ${MILLISECOND('l.linked_at')} <= $2
     union all
     select object_id, agent_id, entry_id, rule_id, explicit, linked_at, dn, anchor from link_past
     where object_id = any($1) and ${MILLISECOND('linked_at')} <= $2 and ${MILLISECOND('unlinked_at')} > $2
     order by object, agent, entry`,
    [ids, at],
  )
  return rows.map(row => ({
    ...row,
    rule: row.rule ?? undefined,
    linkedAt: timeOf(row.linkedAt),
    dn: row.dn ?? undefined,
    anchor: row.anchor ?? undefined,
  }))
}
