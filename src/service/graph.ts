import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import type { ObjectList, RelatedList } from '../storage/read/graph/plan.js'
import { type RawList, type RawObject, readObjectList, readRelatedLists } from '../storage/read/graph/read-objects.js'
import type { Hub } from './hub.js'
import { sightFor } from './sight.js'

/** Reads of the typed graph: whatever is asked for of a list, however deep, is one statement. */

export async function objectList(hub: Hub, actor: Actor, list: ObjectList): Promise<RawList> {
  authorize(actor, 'read-metaverse')
  return readObjectList(hub.database, list, await sightFor(hub, actor))
}

/** The same list of many objects. */
export async function relatedLists(
  hub: Hub,
  actor: Actor,
  objects: readonly number[],
  list: RelatedList,
): Promise<Map<number, RawList | RawObject | null>> {
  authorize(actor, 'read-metaverse')
  return readRelatedLists(hub.database, objects, list, await sightFor(hub, actor))
}
