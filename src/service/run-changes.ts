import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { ProblemError } from '../model/problem.js'
import { didYouMean } from '../rules/nearest.js'
import type { FeedPlace } from '../storage/read/feed-place.js'
import type { RunFeedRow } from '../storage/read/run-feed.js'
import type { Hub } from './hub.js'
import type { Lagged } from './live-feed.js'
import { schemaOf } from './schema.js'

export interface RunChangesRequest {
  /** Runs of this agent only. */
  readonly agent: string | undefined
  /** The place of the last change seen; undefined: changes from now on. */
  readonly after: FeedPlace | undefined
}

/**
 * Every run that is asked for, begins, goes on to another step, or ends, after a place, each once and without gaps, until the
 * subscriber lags or the hub stops. Runs that were cleared from the history meanwhile are left out.
 * @throws ProblemError `access.denied`, `request.not-found`
 */
export async function* runChanges(
  hub: Hub,
  actor: Actor,
  { agent, after }: RunChangesRequest,
): AsyncGenerator<RunFeedRow | Lagged, void> {
  authorize(actor, 'read-runs')
  if (agent !== undefined) await checkAgent(hub, agent)
  for await (const page of hub.events.runs.follow(after)) {
    if ('lagged' in page) {
      yield page
      return
    }
    for (const row of page) if (agent === undefined || row.agentName === agent) yield row
  }
}

/** Who misspells a name is to be told, not to wait forever. */
async function checkAgent(hub: Hub, agent: string): Promise<void> {
  const names = [...(await schemaOf(hub)).agents.values()].map(({ name }) => name)
  if (names.includes(agent)) return
  const hint = didYouMean(agent, names, `Agents: ${names.join(', ')}.`)
  throw new ProblemError({
    code: 'request.not-found',
    message: `There is no agent “${agent}”.`,
    ...(hint !== undefined && { hint }),
  })
}
