import type { Transaction } from '../database.js'
import { GONE, KEEP } from '../sync/import-references.js'

/** Whose references are put back as they were before the steps. */
export interface PastReferences {
  readonly objects: readonly number[]
  readonly steps: readonly number[]
}

/**
 * What the steps added goes, what they took or handed over comes back as far as both objects exist. All rows of one transaction
 * have its time: that tells what a step added. Notes what it touched.
 */
export async function undoReferences(
  transaction: Transaction,
  { objects, steps }: PastReferences,
  step: number,
): Promise<void> {
  if (objects.length === 0) return
  await transaction.query(
    `with moments as materialized (
       select distinct object_id, at from change_feed where object_id = any($1) and step_id = any($2)),
     past as materialized (
       select p.object_id, p.attribute, p.target_id, p.agent_id, p.entry_id, p.rule_id
       from moments f join metaverse_reference_past p on p.object_id = f.object_id and p.until = f.at
       where not exists (select from moments g where g.object_id = p.object_id and g.at = p.at)
         and exists (select from metaverse_object o where o.id = p.object_id)
         and exists (select from metaverse_object o where o.id = p.target_id)),
     added as materialized (
       select object_id, at from moments union select object_id, at from change_feed where object_id = any($1) and step_id = $3),
     gone as (
       delete from metaverse_reference m using added f
       where m.object_id = f.object_id and m.at = f.at
         and (m.object_id, m.attribute, m.target_id) not in (select object_id, attribute, target_id from past)
       returning ${GONE}),
     handed as (
       select m.* from past p join metaverse_reference m on m.object_id = p.object_id and m.attribute = p.attribute and m.target_id = p.target_id
       where (m.entry_id, m.rule_id) <> (p.entry_id, p.rule_id)),
     ended as (select ${GONE} from gone m union all select ${GONE} from handed m),
     kept as (${KEEP('ended', '$3')}),
     come as (
       insert into metaverse_reference (object_id, attribute, target_id, agent_id, entry_id, rule_id)
       select object_id, attribute, target_id, agent_id, entry_id, rule_id from past
       on conflict (object_id, attribute, target_id) do update
         set agent_id = excluded.agent_id, entry_id = excluded.entry_id, rule_id = excluded.rule_id, at = now()
         where (metaverse_reference.entry_id, metaverse_reference.rule_id) <> (excluded.entry_id, excluded.rule_id)
       returning object_id, attribute, target_id)
     insert into touched_reference select object_id, attribute, target_id from gone union all select * from come`,
    [objects, steps, step],
  )
}
