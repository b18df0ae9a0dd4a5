import type { Session } from '../database.js'

/**
 * Objects that are gone and had this very value when they were deleted, the last deleted first. Reads what is kept of all
 * deletions: a search for people.
 */
export async function findDeletedObjects(
  session: Session,
  { attribute, value, limit }: { readonly attribute: string; readonly value: string; readonly limit: number },
): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    `select object_id as id from change_feed f
     where kind = 'deleted' and before->$1->'values' ? $2 and not exists (select from metaverse_object o where o.id = f.object_id)
     order by sequence desc limit $3`,
    [attribute, value, limit],
  )
  return rows.map(row => row.id)
}
