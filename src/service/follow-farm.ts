import type { Actor } from '../access/actor.js'
import type { Farm } from '../configuration/farm.js'
import { type Together, together } from '../model/together.js'
import { comparePlaces, type FeedPlace } from '../storage/read/feed-place.js'
import type { ObjectFeedRow } from '../storage/read/object-feed.js'
import { checkKept } from './begin-feed.js'
import { type FarmChange, readFarmNews } from './farm-news.js'
import { farmAmong, farmNamed } from './farm-profiles.js'
import type { Hub } from './hub.js'
import type { Lagged } from './live-feed.js'
import { inForceNow } from './schema.js'

/** No profile that was read is older than this when it is told. */
const FRESH_MS = 1_000

export interface FarmFollowing {
  /** The farm's name; undefined: the only one of the actor's roles. */
  readonly farm: string | undefined
  /** The place of the last change seen, of this or of a page of changes; undefined: changes from now on. */
  readonly after: FeedPlace | undefined
}

/**
 * Profiles of a farm that come, change or go after a place, each change once and without gaps, until the subscriber lags or the hub
 * stops. A farm that is changed in the configuration is seen as it is then, a second late at most; that by itself tells nobody's coming or going.
 * @throws ProblemError `access.denied`, `request.invalid`, `request.not-found` (also later, of a farm that is taken out of the
 *   configuration), `history.not-kept`
 */
export async function* followFarm(
  hub: Hub,
  actor: Actor,
  { farm: wanted, after }: FarmFollowing,
): AsyncGenerator<FarmChange | Lagged, void> {
  const { name } = await farmNamed(hub, actor, wanted)
  await checkKept(hub, after)
  const farmNow = async (): Promise<Farm> => farmAmong((await inForceNow(hub)).farms, actor, name)
  for await (const page of hub.events.objects.follow(after)) {
    if ('lagged' in page) {
      yield page
      return
    }
    yield* newsIn(page, async rows => newsTogether(hub, actor, await farmNow(), rows))
  }
}

type Read = (rows: readonly ObjectFeedRow[]) => Promise<readonly FarmChange[]>

/** Whoever takes them slowly is not told what was read long ago: the rest is read again then. */
async function* newsIn(page: readonly ObjectFeedRow[], read: Read): AsyncGenerator<FarmChange, void> {
  for (let rest = page; rest.length > 0; ) {
    const news = await read(rest)
    const until = performance.now() + FRESH_MS
    let told: FeedPlace | undefined
    for (const change of news) {
      if (told !== undefined && performance.now() > until) break
      told = change.place
      yield change
    }
    const last = told
    if (last === undefined || last === news.at(-1)?.place) return
    rest = rest.filter(row => comparePlaces(row, last) > 0)
  }
}

const reading = new WeakMap<Farm, Together<readonly FarmChange[]>>()

/** Subscribers of a farm who stand at the same place share what is read, while it is being read: they may see the same. */
function newsTogether(
  hub: Hub,
  actor: Actor,
  farm: Farm,
  rows: readonly ObjectFeedRow[],
): Promise<readonly FarmChange[]> {
  const read = reading.get(farm) ?? together<readonly FarmChange[]>()
  reading.set(farm, read)
  const [first, last] = [rows.at(0), rows.at(-1)]
  const key = `${first?.transaction}:${first?.sequence}-${last?.transaction}:${last?.sequence}`
  return read(key, () => readFarmNews(hub, actor, farm, rows))
}
