import type { Actor } from '../access/actor.js'
import { authorizeFarm } from '../access/authorize-farm.js'
import type { Farm } from '../configuration/farm.js'
import type { Profile } from '../farms/profile.js'
import { readFarmFeed } from '../storage/read/farm-changes.js'
import type { FeedPlace } from '../storage/read/feed-place.js'
import { endOfObjectFeed } from '../storage/read/object-feed.js'
import { checkKept } from './begin-feed.js'
import { profilesOf } from './farm-profiles.js'
import type { Hub } from './hub.js'

/** A profile that is another than it was, or is none any more. */
export interface FarmChange {
  readonly id: number
  /** Undefined: it is no profile of the farm now. */
  readonly profile: Profile | undefined
  readonly at: Date
}

export interface FarmChanges {
  readonly changes: readonly FarmChange[]
  /** Where to go on. */
  readonly place: FeedPlace
  /** Whether there are more already. */
  readonly more: boolean
}

/**
 * What has changed of a farm's profiles after a place, each profile once; without a place nothing but where to begin. Other attributes than those
 * of the view make no change. Of objects that are no profiles only their ids are told.
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
  const viewed = [...farm.view.values()].map(({ name }) => name)
  const attributes = [...new Set([...viewed, farm.account.name, ...farm.scopeAttributes])]
  const rows = await readFarmFeed(hub.database, { type: farm.type, attributes }, after, limit + 1)
  const told = rows.slice(0, limit)
  // What has changed several times is told once, as it is now, at its last place.
  const last = new Map(told.map(row => [row.object, row]))
  const profiles = await profilesOf(hub, actor, farm, [...last.keys()])
  return {
    changes: [...last.values()]
      .sort((a, b) => told.indexOf(a) - told.indexOf(b))
      .map(({ object, at }) => ({ id: object, profile: profiles.get(object), at: new Date(at) })),
    place: told.at(-1) ?? after,
    more: rows.length > limit,
  }
}
