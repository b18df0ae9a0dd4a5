import { ProblemError } from '../model/problem.js'
import type { FeedPlace } from '../storage/read/feed-place.js'
import { historyKeptSince } from '../storage/read/object-past.js'
import type { Hub } from './hub.js'

/** @throws ProblemError `history.not-kept` when what came after the place is not known any more */
export async function checkKept({ database }: Hub, after: FeedPlace | undefined): Promise<void> {
  if (after === undefined) return
  const kept = await historyKeptSince(database)
  if (kept === undefined || after.at >= kept.getTime()) return
  throw new ProblemError({
    code: 'history.not-kept',
    message: 'What has changed since then is not kept any more.',
    hint: 'Begin without after, read again what you keep of the graph, and go on from there.',
  })
}
