import type { Problem } from '../../model/problem.js'
import type { Session } from '../database.js'

/** What is undone, and by which step. */
export interface UndoWork {
  /** The step that undoes. */
  readonly step: number
  /** The run that is undone, and its steps that may have changed the metaverse. */
  readonly run: number
  readonly steps: readonly number[]
}

export interface UndoFound {
  readonly objects: number
  /** Of these, objects that others have changed since. */
  readonly conflicts: number
  /** Objects that the run made and that would go. */
  readonly deletions: number
  /** Tells what was found from anything else that might be found. */
  readonly digest: string
}

// Undoing goes on where it was broken off: what an earlier undo of the same run changed is no change by others.
const OTHERS = `f.step_id <> $1 and f.step_id <> all($2) and not exists (
  select from run_step s where s.id = f.step_id and s.definition->>'action' = 'undo' and (s.definition->>'run')::bigint = $3)`

/**
 * Notes the objects that the run changed, and who changed them since, in place of what the step has noted before. Nobody may be
 * synchronizing: it stays true then.
 */
export async function noteObjects(
  session: Session,
  { step, run, steps }: UndoWork,
  version: number,
): Promise<UndoFound> {
  await session.query('delete from undo_object where step_id = $1', [step])
  await session.query(
    `insert into undo_object (step_id, object_id, changed_by)
     select $1, o.object_id, later.step_id
     from (
       select object_id from change_feed where step_id = any($2)
       union select object_id from link_past where unlinked_step_id = any($2)
       union select object_id from link where step_id = any($2)) o
     left join lateral (select min(g.sequence) as first from change_feed g where g.object_id = o.object_id and g.step_id = any($2)) own on true
     left join lateral (
       select f.step_id from change_feed f
       where f.object_id = o.object_id and f.sequence > own.first and ${OTHERS}
       order by f.sequence desc limit 1) later on true`,
    [step, steps, run],
  )
  const [found] = await session.query<UndoFound>(
    `select count(*) as objects, count(u.changed_by) as conflicts,
       count(*) filter (where u.changed_by is null and o.id is not null and exists (
         select from change_feed f where f.object_id = u.object_id and f.step_id = any($2) and f.kind = 'created')) as deletions,
       md5(coalesce(string_agg(u.object_id || ':' || coalesce(u.changed_by, 0), ',' order by u.object_id), '') || '/' || $3::integer) as digest
     from undo_object u left join metaverse_object o on o.id = u.object_id where u.step_id = $1`,
    [step, steps, version],
  )
  return found ?? { objects: 0, conflicts: 0, deletions: 0, digest: '' }
}

/** Objects to put back, in order. */
export async function pageUndoObjects(
  session: Session,
  step: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    `select object_id as id from undo_object where step_id = $1 and object_id > $2 and changed_by is null
     order by object_id limit $3`,
    [step, after, limit],
  )
  return rows.map(row => row.id)
}

/** Objects that are left alone because others have changed them, in order. */
export async function pageConflicts(
  session: Session,
  step: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    `select object_id as id from undo_object where step_id = $1 and object_id > $2 and changed_by <> $1
     order by object_id limit $3`,
    [step, after, limit],
  )
  return rows.map(row => row.id)
}

/** An object that could not be put back, and why. */
export interface FailedUndo {
  readonly object: number
  readonly problem: Problem
}

/** Notes that objects could not be put back: this very step is in the way. */
export async function noteFailed(session: Session, step: number, failed: readonly FailedUndo[]): Promise<void> {
  if (failed.length === 0) return
  await session.query(
    `update undo_object u set changed_by = $1, problem = f.problem
     from unnest($2::bigint[], $3::jsonb[]) f (object_id, problem) where u.step_id = $1 and u.object_id = f.object_id`,
    [step, failed.map(each => each.object), failed.map(each => JSON.stringify(each.problem))],
  )
}

/** Forgets what has been put back; who was left alone stays, with the step that is in the way. */
export async function forgetUndone(session: Session, step: number): Promise<void> {
  await session.query('delete from undo_object where step_id = $1 and changed_by is null', [step])
}
