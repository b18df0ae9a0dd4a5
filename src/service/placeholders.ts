import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { nameKey } from '../connector-space/hash.js'
import { parentDn } from '../model/dn.js'
import type { Page, PageRequest } from '../storage/read/page.js'
import {
  countMissingTargets,
  findNamed,
  listParents,
  missingNames,
  type PlaceholderRow,
  pageMissingTargets,
} from '../storage/read/placeholders.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'

/** `link`: a reference speaks of it. `parent`: it is an ancestor of a name (domain.md 1.3). */
export const PLACEHOLDER_KINDS = ['link', 'parent'] as const
export type PlaceholderKind = (typeof PLACEHOLDER_KINDS)[number]

/** Names that an agent's entries speak of, and that none of them has. */
export async function placeholders(
  hub: Hub,
  actor: Actor,
  { agent, kind }: { readonly agent: number; readonly kind: PlaceholderKind },
  page: PageRequest,
): Promise<Listed<PlaceholderRow>> {
  authorize(actor, 'read-entries')
  if (kind === 'link')
    return {
      ...(await pageMissingTargets(hub.database, agent, page)),
      count: () => countMissingTargets(hub.database, agent),
    }
  const all = await missingParents(hub, agent)
  return { ...cut(all, page), count: async () => all.length }
}

/** How many there are: a name that both kinds speak of counts twice, as it stands in both lists. */
export async function placeholderCounts(
  hub: Hub,
  actor: Actor,
  agents: readonly number[],
): Promise<Map<number, number>> {
  authorize(actor, 'read-entries')
  const counts = new Map<number, number>()
  for (const agent of agents) {
    const links = await countMissingTargets(hub.database, agent)
    counts.set(agent, links + (await missingParents(hub, agent)).length)
  }
  return counts
}

/** The entries that have names which others had before, by `agent/dn`. */
export async function entriesNamed(
  hub: Hub,
  actor: Actor,
  names: readonly { readonly agent: number; readonly dn: string }[],
): Promise<(number | undefined)[]> {
  authorize(actor, 'read-entries')
  const keyed = names.map(({ agent, dn }) => ({ agent, key: nameKey(dn) }))
  const found = await findNamed(hub.database, keyed)
  const ids = new Map(found.map(({ agent, key, id }) => [`${agent}/${key}`, id]))
  return keyed.map(({ agent, key }) => ids.get(`${agent}/${key}`))
}

// Containers are few compared with what is in them: all of them are put together here.
async function missingParents({ database }: Hub, agent: number): Promise<PlaceholderRow[]> {
  const found = new Map<string, { dn: string; mentions: number }>()
  const mention = (dn: string, by: number): boolean => {
    const key = nameKey(dn)
    const held = found.get(key)
    found.set(key, { dn: held?.dn ?? dn, mentions: (held?.mentions ?? 0) + by })
    return held === undefined
  }
  for (const { dn, mentions } of await listParents(database, agent)) {
    let isNew = mention(dn, mentions)
    // A container that is no entry hangs below another one, too.
    for (let above = parentDn(dn); isNew && above !== undefined; above = parentDn(above)) isNew = mention(above, 0)
  }
  const missing = await missingNames(database, agent, [...found.keys()])
  return [...found]
    .filter(([key]) => missing.has(key))
    .map(([key, row]) => ({ key, ...row }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

function cut(all: readonly PlaceholderRow[], { limit, backwards, after, before }: PageRequest): Page<PlaceholderRow> {
  const plain = (cursor: PageRequest['after']): string | undefined =>
    cursor === undefined ? undefined : String(cursor[0]).replaceAll('-', '')
  const [from, to] = [plain(after), plain(before)]
  const rest = all.filter(({ key }) => (from === undefined || key > from) && (to === undefined || key < to))
  return { rows: backwards ? rest.slice(-limit) : rest.slice(0, limit), more: rest.length > limit }
}
