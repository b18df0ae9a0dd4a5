import type { FormerState } from '../../connector-space/entry.js'
import type { ObjectChange } from '../../metaverse/history.js'
import type { BrokenLink, MadeLink, UndoneObject } from '../../sync/undo/undone.js'
import type { Session } from '../database.js'
import { type TimeText, timeOf } from '../read/time.js'
import { readStates, type StoredStates } from '../sync/stored-states.js'

interface Loading {
  /** The steps that are undone. */
  readonly steps: readonly number[]
  readonly ids: readonly number[]
}

/** What the steps did to the objects, as the history has it: four statements. */
export async function loadUndone(session: Session, loading: Loading): Promise<UndoneObject[]> {
  const changes = Map.groupBy(await loadChanges(session, loading), row => row.object)
  const broken = Map.groupBy(await loadBroken(session, loading), row => row.object)
  const made = Map.groupBy(await loadMade(session, loading), row => row.object)
  const later = Map.groupBy(await loadLater(session, loading), row => row.object)
  return loading.ids.map(id => ({
    id,
    changes: changes.get(id) ?? [],
    broken: broken.get(id) ?? [],
    made: made.get(id) ?? [],
    later: new Set(later.get(id)?.map(row => row.entry)),
  }))
}

interface OfObject {
  readonly object: number
}

async function loadChanges(session: Session, { steps, ids }: Loading): Promise<(ObjectChange & OfObject)[]> {
  const rows = await session.query<
    OfObject & Pick<ObjectChange, 'kind' | 'type'> & { readonly at: TimeText; readonly before: StoredStates | null }
  >(
    `select object_id as object, kind, coalesce(type_before, object_type) as type, at, before from change_feed
     where object_id = any($1) and step_id = any($2) order by object_id, sequence desc`,
    [ids, steps],
  )
  return rows.map(row => ({ ...row, at: timeOf(row.at).getTime(), before: readStates(row.before ?? {}) }))
}

/** Links from before the steps that the steps broke. */
async function loadBroken(session: Session, { steps, ids }: Loading): Promise<(BrokenLink & OfObject)[]> {
  const rows = await session.query<Omit<BrokenLink, 'rule'> & OfObject & { readonly rule: number | null }>(
    `select object_id as object, agent_id as agent, entry_id as entry, rule_id as rule, explicit from link_past
     where object_id = any($1) and unlinked_step_id = any($2) and (step_id is null or step_id <> all($2))
     order by object_id, agent_id, entry_id`,
    [ids, steps],
  )
  return rows.map(row => ({ ...row, rule: row.rule ?? undefined }))
}

/** Links that the steps made and that are still there. An entry as old as its link was provisioned with it. */
async function loadMade(session: Session, { steps, ids }: Loading): Promise<(MadeLink & OfObject)[]> {
  const rows = await session.query<Omit<MadeLink, 'stateBefore'> & OfObject & { readonly state: FormerState | null }>(
    `select l.object_id as object, l.entry_id as entry, e.created_at = l.linked_at as provisioned, l.state_before as state
     from link l join entry e on e.agent_id = l.agent_id and e.id = l.entry_id
     where l.object_id = any($1) and l.step_id = any($2) order by l.object_id, l.agent_id, l.entry_id`,
    [ids, steps],
  )
  return rows.map(({ object, entry, provisioned, state }) => ({
    object,
    entry,
    provisioned,
    stateBefore: state ?? 'disconnector',
  }))
}

const loadLater = (session: Session, { steps, ids }: Loading): Promise<(OfObject & { readonly entry: number })[]> =>
  session.query(
    `select object_id as object, entry_id as entry from link
     where object_id = any($1) and step_id <> all($2)
       and linked_at > (select min(started_at) from run_step where id = any($2))`,
    [ids, steps],
  )

/** Objects to which the steps have linked entries that are wanted back elsewhere; who was changed by others since is left out. */
export async function findHolders(
  session: Session,
  {
    step,
    steps,
    entries,
  }: { readonly step: number; readonly steps: readonly number[]; readonly entries: readonly number[] },
): Promise<number[]> {
  if (entries.length === 0) return []
  const rows = await session.query<{ id: number }>(
    `select distinct l.object_id as id from link l
     where l.entry_id = any($1) and l.step_id = any($2)
       and not exists (select from undo_object u where u.step_id = $3 and u.object_id = l.object_id and u.changed_by is not null)`,
    [entries, steps, step],
  )
  return rows.map(row => row.id)
}
