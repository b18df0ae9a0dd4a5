import type { RunQueue } from '../runs/queue.js'
import type { Database } from '../storage/database.js'
import type { Log } from './log.js'
import type { RunEventFeed } from './run-event-feed.js'

/** One instance of the hub: everything that its operations work with. */
export interface Hub {
  readonly database: Database
  readonly queue: RunQueue
  readonly events: RunEventFeed
  /** Where relative paths of the configuration begin. */
  readonly configurationFolder: string
  readonly log: Log
}
