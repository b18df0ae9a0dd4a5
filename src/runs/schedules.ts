import type { Database } from '../storage/database.js'
import { listSchedules } from '../storage/runs/schedules.js'
import type { RunQueue } from './queue.js'

/** Keeps the queue's clock to the schedules of the configuration in force; asked again and again, told only when they differ. */
export function scheduleKeeper(database: Database, queue: RunQueue): () => Promise<void> {
  let known = ''
  return async () => {
    const schedules = await listSchedules(database)
    const text = JSON.stringify(schedules)
    if (text === known) return
    await queue.setSchedules(schedules)
    known = text
  }
}
