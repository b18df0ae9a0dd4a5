import type { Actor } from '../access/actor.js'
import { authorizeFarm } from '../access/authorize-farm.js'
import type { Farm } from '../configuration/farm.js'
import { farmChangesTogether, noticedAttributes } from '../farms/farm-news.js'
import { readFarmFeed } from '../storage/read/farm-changes.js'
import type { FeedPlace } from '../storage/read/feed-place.js'
import { endOfObjectFeed } from '../storage/read/object-feed.js'
import { checkKept } from './begin-feed.js'
import { type FarmChange, readFarmNews } from './farm-news.js'
import type { Hub } from './hub.js'

export interface FarmChanges {
  readonly changes: readonly FarmChange[]
  /** Where to go on. */
  readonly place: FeedPlace
  /** Whether there are more already. */
  readonly more: boolean
}

/**
 * What has changed of a farm's profiles after a place, each profile once; without a place nothing but where to begin. Other attributes than those
 * of the view make no change. Of objects that are no profiles any more only their ids are told.
 * @throws ProblemError `history.not-kept` when what came after the place is not known any more
 */
export async function farmChanges(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  { after, limit }: { readonly after: FeedPlace | undefined; readonly limit: number },
): Promise<FarmChanges> {
  authorizeFarm(actor, farm.name)
  if (after === undefined) return { changes: [], place: await endOfObjectFeed(hub.database), more: false }
  await checkKept(hub, after)
  const noticed = { type: farm.type, attributes: [...noticedAttributes(farm)] }
  const rows = await readFarmFeed(hub.database, noticed, after, limit + 1)
  const told = rows.slice(0, limit)
  return {
    changes: eachOnce(await readFarmNews(hub, actor, farm, told)),
    place: told.at(-1) ?? after,
    more: rows.length > limit,
  }
}

/** What has changed several times is told once, at its last place. */
function eachOnce(changes: readonly FarmChange[]): FarmChange[] {
  const once = new Map<number, FarmChange>()
  for (const change of changes) {
    const { id, kind } = change
    const first = once.get(id)
    once.delete(id)
    once.set(id, first === undefined ? change : { ...change, kind: farmChangesTogether(first.kind, kind) })
  }
  return [...once.values()]
}
