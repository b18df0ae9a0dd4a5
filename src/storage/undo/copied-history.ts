/**
 * What an undo has to know of the past, as conditions on the tables that hold it: what the steps changed, and what came
 * after. A copy that has these rows can be undone on.
 */
export function copiedHistory(steps: readonly number[]): Readonly<Record<string, string>> {
  const undone = `any('{${steps.map(Number).join(',')}}'::bigint[])`
  const objects = `object_id in (
    select object_id from change_feed where step_id = ${undone}
    union select object_id from link_past where unlinked_step_id = ${undone}
    union select object_id from link where step_id = ${undone})`
  const changes = `sequence >= (select min(sequence) from change_feed where step_id = ${undone}) and ${objects}`
  const concerned = `select step_id from change_feed where ${changes}`
  return {
    change_feed: changes,
    history_kept: 'true',
    link_past: `unlinked_step_id = ${undone}`,
    metaverse_reference_past: `${objects} and until in (select at from change_feed where step_id = ${undone})`,
    run: `id in (select run_id from run_step where id = ${undone} or id in (${concerned}))`,
    run_step: `run_id in (select run_id from run_step where id = ${undone} or id in (${concerned}))`,
  }
}
