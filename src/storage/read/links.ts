import type { Contributions } from '../../metaverse/object.js'
import type { Session } from '../database.js'
import { readContributions, type StoredContributions } from '../sync/contributions.js'
import { type TimeText, timeOf } from './time.js'

/** An entry joined to a metaverse object, with what it contributes. */
export interface LinkRow {
  readonly agent: number
  readonly entry: number
  readonly object: number
  readonly rule: number | undefined
  readonly explicit: boolean
  readonly linkedAt: Date
  readonly contributions: Contributions
}

interface StoredLink {
  readonly rule: number | null
  readonly linkedAt: TimeText
  readonly contributions: StoredContributions
}

export async function findLinks(session: Session, objects: readonly number[]): Promise<LinkRow[]> {
  const rows = await session.query<Omit<LinkRow, 'rule' | 'linkedAt' | 'contributions'> & StoredLink>(
    `select agent_id as agent, entry_id as entry, object_id as object, rule_id as rule, explicit, linked_at as "linkedAt", contributions
     from link where object_id = any($1) order by agent_id, entry_id`,
    [objects],
  )
  return rows.map(row => ({
    ...row,
    rule: row.rule ?? undefined,
    linkedAt: timeOf(row.linkedAt),
    contributions: readContributions(row.contributions),
  }))
}

export const findRuleNames = (session: Session, ids: readonly number[]): Promise<{ id: number; name: string }[]> =>
  session.query('select id, name from rule where id = any($1)', [ids])
