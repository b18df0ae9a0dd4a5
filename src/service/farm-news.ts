import type { Actor } from '../access/actor.js'
import type { Farm } from '../configuration/farm.js'
import { type FarmChangeKind, farmChangeKind, mayNotice } from '../farms/farm-news.js'
import type { Profile } from '../farms/profile.js'
import { wasProfile } from '../farms/scope.js'
import { type ObjectState, stateBefore } from '../metaverse/history.js'
import type { FeedPlace } from '../storage/read/feed-place.js'
import type { ObjectFeedRow } from '../storage/read/object-feed.js'
import { loadObjectsBefore, type ObjectBefore } from '../storage/read/objects-before.js'
import { profilesOf } from './farm-profiles.js'
import type { Hub } from './hub.js'

/** A profile that has come, is another than it was, or is none any more. */
export interface FarmChange {
  readonly id: number
  readonly kind: FarmChangeKind
  /** As it is now. Undefined: it is no profile of the farm now. */
  readonly profile: Profile | undefined
  readonly at: Date
  /** Where it stands in the feed. */
  readonly place: FeedPlace
}

/**
 * What changes of objects are to a farm, in their order: those left out that are nothing to it. Whether an object has come or gone is worked out
 * of what it was before and after that very change, so that every process tells the same, whenever it reads. Two statements; none
 * for changes that the farm cannot notice.
 */
export async function readFarmNews(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  rows: readonly ObjectFeedRow[],
): Promise<FarmChange[]> {
  const noticed = rows.filter(row => mayNotice(farm, row))
  if (noticed.length === 0) return []
  const objects = [...new Set(noticed.map(row => row.object))]
  const since = Math.min(...noticed.map(row => row.sequence))
  const pasts = await loadObjectsBefore(hub.database, objects, [...farm.scopeAttributes], since)
  const news = noticed.flatMap(row => {
    const kind = farmChangeKind(farm, row, standingAround(farm, row, pasts.get(row.object)))
    return kind === undefined ? [] : [{ row, kind }]
  })
  const profiles = await profilesOf(hub, actor, farm, [...new Set(news.map(({ row }) => row.object))])
  return news.map(({ row, kind }) => ({
    id: row.object,
    kind,
    profile: profiles.get(row.object),
    at: new Date(row.at),
    place: { transaction: row.transaction, sequence: row.sequence, at: row.at },
  }))
}

/** Whether an object was a profile before a change, and afterwards. */
function standingAround(
  farm: Farm,
  { sequence }: ObjectFeedRow,
  past: ObjectBefore | undefined,
): { readonly was: boolean; readonly is: boolean } {
  let before: ObjectState | undefined = past?.now
  let after = before
  for (const change of past?.changes ?? []) {
    if (change.sequence < sequence) break
    before = stateBefore(before, change)
    if (change.sequence > sequence) after = before
  }
  return { was: wasProfile(farm, before), is: wasProfile(farm, after) }
}
