import pg from 'pg'
import type { MetaverseObject } from '../../metaverse/object.js'
import type { Session } from '../database.js'

export async function loadObjects(session: Session, ids: readonly number[]): Promise<MetaverseObject[]> {
  if (ids.length === 0) return []
  return session.query<MetaverseObject & Record<string, unknown>>(
    'select id, type, attributes from metaverse_object where id = any($1)',
    [ids],
  )
}

/** Objects that could be joined: any whose search key for the attribute is one of `keys`. One index lookup a key. */
export interface CandidateQuery {
  readonly attribute: string
  readonly multivalued: boolean
  readonly keys: readonly string[]
}

export async function findCandidates(
  session: Session,
  { attribute, multivalued, keys }: CandidateQuery,
): Promise<MetaverseObject[]> {
  if (keys.length === 0) return []
  // The attribute is part of the text, so that the expression index made for it applies.
  const name = pg.escapeLiteral(attribute)
  const found = 'select id, type, attributes from metaverse_object'
  // Of a thousand keys at once the planner expects so much that it reads the whole table. `offset 0` makes it take key by key.
  const text = multivalued
    ? `${found} where keys->${name} ?| $1::text[]`
    : `select o.* from unnest($1::text[]) k (key) cross join lateral (${found} where ((keys->${name}->>0) collate "C") = k.key offset 0) o`
  return session.query<MetaverseObject & Record<string, unknown>>(text, [keys])
}
