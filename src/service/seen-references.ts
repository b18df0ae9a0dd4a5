import type { Actor } from '../access/actor.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'
import { sightFor } from './sight.js'

/** A question for references of metaverse objects, for those only that the actor sees. */
export async function seenReferences<T extends { readonly attributes: readonly string[] | undefined }>(
  hub: Hub,
  actor: Actor,
  query: T,
): Promise<T> {
  const { hidden, sees } = await sightFor(hub, actor)
  if (hidden.size === 0) return query
  const attributes = query.attributes ?? [...(await schemaOf(hub)).metaverse.attributes.keys()]
  return { ...query, attributes: attributes.filter(sees) }
}
