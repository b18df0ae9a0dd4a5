import type { PageOutcome } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { storeContributions } from './contributions.js'
import { type EndedLink, endLinks } from './end-links.js'

/** Writes links with their contributions, and what entries without a link are. Links that end become history. */
export async function saveLinks(transaction: Transaction, outcome: PageOutcome, step: number): Promise<void> {
  const { links, disconnectors, reconnected } = outcome
  await endLinks(transaction, endedLinks(outcome), step)
  const fresh = links.filter(link => link.fresh)
  const held = links.filter(link => !link.fresh)
  if (fresh.length > 0) {
    await transaction.copy(
      'link (agent_id, entry_id, object_id, rule_id, explicit, contributions, step_id, state_before)',
      fresh.map(l => [
        l.agent,
        l.entry,
        l.object,
        l.rule,
        l.explicit,
        storeContributions(l.contributions),
        step,
        l.stateBefore,
      ]),
    )
  }
  if (held.length > 0) {
    await transaction.query(
      `update link l set contributions = u.contributions
       from unnest($1::integer[], $2::bigint[], $3::jsonb[]) u (agent_id, entry_id, contributions)
       where l.entry_id = u.entry_id`,
      [
        held.map(l => l.agent),
        held.map(l => l.entry),
        held.map(l => JSON.stringify(storeContributions(l.contributions))),
      ],
    )
  }
  if (disconnectors.length > 0) {
    await transaction.query(
      `insert into disconnector (agent_id, entry_id, state, rule_id)
       select * from unnest($1::integer[], $2::bigint[], $3::text[], $4::integer[])
       on conflict (entry_id) do update set state = excluded.state, rule_id = excluded.rule_id, since = now()`,
      [
        disconnectors.map(d => d.agent),
        disconnectors.map(d => d.entry),
        disconnectors.map(d => d.state),
        disconnectors.map(d => d.rule ?? null),
      ],
    )
  }
  if (reconnected.length > 0) {
    await transaction.query(
      `delete from disconnector d using unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id) where d.entry_id = u.entry_id`,
      [reconnected.map(r => r.agent), reconnected.map(r => r.entry)],
    )
  }
}

function endedLinks({ unlinked, links, removed, disconnectors }: PageOutcome): EndedLink[] {
  if (unlinked.length === 0) return []
  const fates = new Map<number, EndedLink['ended']>(disconnectors.map(row => [row.entry, row.state]))
  for (const { entry } of links) fates.set(entry, 'joined-elsewhere')
  for (const { entry } of removed) fates.set(entry, 'removed')
  return unlinked.map(({ agent, entry }) => ({ agent, entry, ended: fates.get(entry) }))
}
