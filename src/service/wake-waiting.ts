import { findReady } from '../storage/runs/find-runs.js'
import type { Hub } from './hub.js'

/** Announces runs that waited for an agent while a person worked on it. */
export async function wakeWaiting({ database, queue }: Hub): Promise<void> {
  for (const run of await findReady(database)) await queue.send(run)
}
