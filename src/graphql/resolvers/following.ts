import type { FeedPlace } from '../../storage/read/feed-place.js'
import { createBatches } from '../batches.js'
import type { GraphContext } from '../context.js'
import { parsePlace } from '../live-cursor.js'

/** The argument `after` of every subscription to a feed. */
export const AFTER = {
  nullable: true,
  description: 'The cursor of the last event seen, or the after of Lagged; absent: events from now on.',
} as const

/** What each of them says of itself. */
export const UNTIL_LAGGED =
  'Whoever was cut off says the last cursor as after, and misses and repeats nothing, whichever process answers.'

/** @throws ProblemError `request.invalid` */
export const placeAfter = (after: string | null | undefined): FeedPlace | undefined =>
  after == null ? undefined : parsePlace(after)

/** Before each event the key is asked for again, and nothing is left of what an earlier event has fetched. */
export async function* rechecked<Event>(
  context: GraphContext,
  follow: () => AsyncGenerator<Event, void>,
): AsyncGenerator<Event, void> {
  for await (const event of follow()) {
    await context.recheck()
    context.batches = createBatches()
    yield event
  }
}
