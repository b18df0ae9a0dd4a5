import type { Database } from '../../../src/storage/database.js'

const MOVED = [
  'entry',
  'entry_reference',
  'pending_import',
  'link',
  'disconnector',
  'export_change',
  'export_reference',
  'metaverse_object',
  'metaverse_reference',
  'change_feed',
  'problem',
  'run_detail',
  'run_event',
  'run_step',
  'run',
  'lease',
]

/** Everything that runs moved is gone; the configuration stays. */
export async function empty(database: Database): Promise<void> {
  await database.query(`truncate ${MOVED.join(', ')} cascade`)
  await database.query('update agent set watermark = null')
}
