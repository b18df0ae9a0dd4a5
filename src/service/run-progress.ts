import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { ProblemError } from '../model/problem.js'
import type { RunEventRow } from '../storage/read/run-events.js'
import type { Hub } from './hub.js'

/** A notification is only a hint: without one, somebody who waits looks by himself. */
const LOOK_EVERY_MS = 1_000

export interface ProgressRequest {
  readonly run: number
  /** The number of the last event seen; 0 for none. */
  readonly after: number
}

/**
 * A run's events with numbers greater than `after`: those that are stored, then those that come, each once and without gaps.
 * Ends after `run-ended`. Reads only as fast as it is asked.
 * @throws ProblemError `access.denied`, `request.not-found`
 */
export async function* runProgress(
  hub: Hub,
  actor: Actor,
  { run, after }: ProgressRequest,
): AsyncGenerator<RunEventRow, void> {
  authorize(actor, 'read-runs')
  const { events: feed } = hub
  const follower = feed.follow(run)
  let last = after
  try {
    while (!feed.closed) {
      const { events, over } = await feed.read(run, last)
      for (const event of events) {
        last = event.number
        yield event
        if (event.kind === 'run-ended') return
      }
      if (events.length > 0) continue
      if (over === undefined) throw new ProblemError({ code: 'request.not-found', message: 'There is no such run.' })
      if (over) return
      await follower.news(LOOK_EVERY_MS)
    }
  } finally {
    follower.close()
  }
}
