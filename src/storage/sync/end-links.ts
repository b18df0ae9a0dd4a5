import type { LinkEnd } from '../../connector-space/entry.js'
import type { EntryKey } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'

/** A link that ends, and what becomes of its entry, where that is known. */
export interface EndedLink extends EntryKey {
  readonly ended: LinkEnd | undefined
}

/**
 * Moves links into the past, with the names that their entries have at that moment: one statement. Every link that goes
 * goes this way, and before its entry does. An entry without a link is passed over.
 */
export async function endLinks(transaction: Transaction, links: readonly EndedLink[], step: number): Promise<void> {
  if (links.length === 0) return
  await transaction.query(
    `with gone as (
       delete from link l using unnest($1::integer[], $2::bigint[], $3::text[]) u (agent_id, entry_id, ended)
       where l.agent_id = u.agent_id and l.entry_id = u.entry_id
       returning l.agent_id, l.entry_id, l.object_id, l.rule_id, l.explicit, l.linked_at, l.step_id, u.ended)
     insert into link_past (agent_id, entry_id, object_id, rule_id, explicit, linked_at, step_id, unlinked_step_id, ended, dn, anchor)
     select g.agent_id, g.entry_id, g.object_id, g.rule_id, g.explicit, g.linked_at, g.step_id, $4, g.ended, e.dn, e.anchor
     from gone g left join entry e on e.id = g.entry_id and e.agent_id = g.agent_id`,
    [links.map(l => l.agent), links.map(l => l.entry), links.map(l => l.ended ?? null), step],
  )
}
