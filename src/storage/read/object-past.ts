import type { AttributeState, ObjectChange, ObjectState } from '../../metaverse/history.js'
import type { Attributes } from '../../model/value.js'
import type { Session } from '../database.js'
import { readStates, type StoredStates } from '../sync/stored-states.js'
import { findLinks, type LinkRow } from './links.js'
import { optionalTime, type TimeText, timeOf } from './time.js'

/** From when on the past is known; undefined: from the beginning. */
export async function historyKeptSince(session: Session): Promise<Date | undefined> {
  const [row] = await session.query<{ since: TimeText | null }>('select since from history_kept')
  return optionalTime(row?.since ?? null)
}

/** Objects as they are now, with who gives what. Those that are gone are left out. */
export async function loadObjectStates(session: Session, ids: readonly number[]): Promise<Map<number, ObjectState>> {
  const objects = await session.query<{ id: number; type: string; attributes: Attributes }>(
    'select id, type, attributes from metaverse_object where id = any($1)',
    [ids],
  )
  const links = Map.groupBy(await findLinks(session, ids), link => link.object)
  return new Map(
    objects.map(({ id, type, attributes }) => [id, { type, attributes: states(attributes, links.get(id) ?? []) }]),
  )
}

function states(attributes: Attributes, links: readonly LinkRow[]): ObjectState['attributes'] {
  const found: Record<string, AttributeState> = {}
  for (const [name, values] of Object.entries(attributes)) found[name] = { values, contributors: [] }
  for (const { agent, entry, contributions } of links)
    for (const [name, { rule, at }] of Object.entries(contributions)) {
      const held = found[name] ?? { values: [], contributors: [] }
      found[name] = { ...held, contributors: [...held.contributors, { agent, entry, rule, at }] }
    }
  return found
}

interface RawChange {
  readonly object: number
  readonly kind: ObjectChange['kind']
  readonly type: string
  readonly at: TimeText
  readonly before: StoredStates | null
}

/** The changes of objects after a time, the newest first. */
export async function loadChangesSince(
  session: Session,
  ids: readonly number[],
  since: Date,
): Promise<Map<number, ObjectChange[]>> {
  const rows = await session.query<RawChange>(
    `select object_id as object, kind, coalesce(type_before, object_type) as type, at, before from change_feed
     where object_id = any($1) and at > $2 order by object_id, sequence desc`,
    [ids, since],
  )
  const changes = new Map<number, ObjectChange[]>(ids.map(id => [id, []]))
  for (const { object, kind, type, at, before } of rows)
    changes.get(object)?.push({ kind, type, at: timeOf(at).getTime(), before: readStates(before ?? {}) })
  return changes
}
