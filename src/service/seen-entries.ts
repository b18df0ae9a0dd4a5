import type { Actor } from '../access/actor.js'
import { demandWhole, type Sight } from '../access/visibility.js'
import type { RuleSet } from '../rules/rule-set.js'
import { findEntriesById } from '../storage/read/entries.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'
import { sightFor } from './sight.js'

const NOTHING: ReadonlySet<string> = new Set()

/** Which attributes of these entries are hidden from the actor, by entry. */
export async function hiddenOfEntries(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
): Promise<(entry: number) => ReadonlySet<string>> {
  const sight = await sightFor(hub, actor)
  if (sight.whole) return () => NOTHING
  const agents = new Map((await findEntriesById(hub.database, ids)).map(({ id, agent }) => [id, agent]))
  return entry => sight.hiddenOf(agents.get(entry) ?? 0)
}

/** A question for references of entries, for those only that the actor sees: what one agent hides is hidden of all. */
export async function seenEntryReferences<T extends { readonly attributes: readonly string[] | undefined }>(
  hub: Hub,
  actor: Actor,
  query: T,
): Promise<T> {
  const sight = await sightFor(hub, actor)
  if (sight.whole) return query
  const { hidden, references } = referencesOf(await schemaOf(hub), sight)
  return { ...query, attributes: (query.attributes ?? references).filter(name => !hidden.has(name)) }
}

/** References of layers are told together, so that nobody is told them to whom one of them is hidden. @throws ProblemError `access.denied` */
export async function demandLayerReferences(hub: Hub, actor: Actor): Promise<void> {
  const sight = await sightFor(hub, actor)
  if (sight.whole) return
  const { hidden, references } = referencesOf(await schemaOf(hub), sight)
  if (references.some(name => hidden.has(name))) demandWhole(sight, 'References of layers')
}

function referencesOf({ agents }: RuleSet, sight: Sight) {
  const attributes = [...agents.values()].flatMap(({ types }) =>
    [...types.values()].flatMap(type => [...type.attributes.values()]),
  )
  return {
    hidden: new Set([...agents.keys()].flatMap(agent => [...sight.hiddenOf(agent)])),
    references: [...new Set(attributes.filter(({ type }) => type === 'reference').map(({ name }) => name))],
  }
}
