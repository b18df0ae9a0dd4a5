import type { Database } from '../../src/storage/database.js'

/** Everything a deletion would touch, row by row: what a run that deletes nobody leaves as it is. */
export interface Photo {
  readonly [table: string]: readonly unknown[]
}

const TABLES: Readonly<Record<string, string>> = {
  entry: 'id',
  entry_reference: 'entry_id, attribute, target_key',
  pending_import: 'entry_id',
  link: 'entry_id',
  disconnector: 'entry_id',
  export_change: 'entry_id, layer',
  export_reference: 'entry_id, attribute, target_id, layer',
  metaverse_object: 'id',
  metaverse_reference: 'object_id, attribute, target_id',
  change_feed: 'sequence',
}

/** All rows of what the hub holds. Which step wrote a row last is no part of it. */
export async function takePhoto(database: Database): Promise<Photo> {
  const photo: Record<string, readonly unknown[]> = {}
  for (const [table, order] of Object.entries(TABLES)) {
    const rows = await database.query<{ row: unknown }>(
      `select to_jsonb(t) - 'step_id' as row from ${table} t order by ${order}`,
    )
    photo[table] = rows.map(({ row }) => row)
  }
  return photo
}
