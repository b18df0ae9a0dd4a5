import type { Session } from '../database.js'
import { countRows, type MakeListing, readPage } from '../read/listing.js'
import type { Page, PageRequest } from '../read/page.js'
import { DELETION_RULES, type DeletionRuleRow } from './deletion-rules.js'

/** A metaverse object that its deletion rule would give up, were it asked now. */
export interface Ghost {
  readonly id: number
}

// Code is asked about the connector that is lost: there is none here, so that types with such a rule have no ghosts. What waits for
// the end of its grace period goes then.
const ghosts =
  (rules: readonly DeletionRuleRow[]): MakeListing =>
  bind => ({
    select: 'o.id',
    from: `metaverse_object o join ${DELETION_RULES(bind(JSON.stringify(rules)))} on d.type = o.type`,
    conditions: [
      `case d.kind
         when 'declared-any' then not exists (select from link l where l.object_id = o.id and l.agent_id = any(d.agents))
         when 'declared-last' then not exists (select from link l where l.object_id = o.id and l.agent_id <> all(d.agents))
         else false end`,
      'not exists (select from deferred_deletion w where w.object_id = o.id)',
    ],
    order: { columns: [{ sql: 'o.id', type: 'bigint' }] },
  })

export const pageGhosts = (
  session: Session,
  rules: readonly DeletionRuleRow[],
  page: PageRequest,
): Promise<Page<Ghost>> => readPage<Ghost>(session, ghosts(rules), page)

export const countGhosts = (session: Session, rules: readonly DeletionRuleRow[]): Promise<number> =>
  countRows(session, ghosts(rules))

export async function countObjects(session: Session): Promise<number> {
  const [row] = await session.query<{ count: number }>('select count(*) from metaverse_object')
  return row?.count ?? 0
}
