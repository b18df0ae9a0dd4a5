import type { RunStatus } from '../../model/status.js'
import type { Database } from '../database.js'
import type { RunEventKind } from '../runs/events.js'
import { END_COLUMNS, type FeedPage, type FeedPlace, placeColumns, settled, settledPage } from './feed-place.js'

/** A run that was asked for, began, went on to another step, or ended. */
export interface RunFeedRow extends FeedPlace {
  readonly run: number
  readonly agentName: string
  readonly kind: RunEventKind
  readonly stepNumber: number | null
  readonly status: RunStatus | null
}

// As the index has it, so that the index applies.
const STATES = `e.kind in ('run-queued', 'run-started', 'step-started', 'step-ended', 'run-ended')`

/** How runs went on after a place, in the order of the feed. Runs that were cleared from the history are left out. */
export async function readRunFeed(
  database: Database,
  { transaction, sequence }: FeedPlace,
  limit: number,
): Promise<FeedPage<RunFeedRow>> {
  return settledPage(
    await database.prepared<RunFeedRow & { settled: boolean }>(
      `select ${placeColumns('e')}, e.run_id as run, r.agent_name as "agentName", e.kind, e.step_number as "stepNumber", e.data->>'status' as status
       from run_event e join run r on r.id = e.run_id
       where ${STATES} and (e.xact, e.sequence) > ($1::xid8, $2::bigint) order by e.xact, e.sequence limit $3`,
      [transaction, sequence, limit],
    ),
  )
}

/** Where the feed of runs ends now. */
export async function endOfRunFeed(database: Database): Promise<FeedPlace> {
  const [row] = await database.prepared<FeedPlace>(
    `select ${END_COLUMNS} from (select) o left join lateral (
       select e.xact::text as transaction, e.sequence from run_event e where ${STATES} and ${settled('e')}
       order by e.xact desc, e.sequence desc limit 1) l on true`,
    [],
  )
  return row ?? { transaction: '0', sequence: 0, at: 0 }
}
