import type { Transaction } from '../database.js'
import { EXPORT_FLOWS, exportFlowValues, type ReferenceExport } from './reference-flows.js'

/**
 * References that are to be sent and that no flow sends any more: of the objects of entries that a changed rule concerns. They
 * are noted as references of no attribute, which nothing wants and nothing clears, so that they are withdrawn.
 */
export async function noteFlowless(
  transaction: Transaction,
  { agent, marked }: { readonly agent: number; readonly marked: readonly number[] },
  flows: readonly ReferenceExport[],
): Promise<void> {
  if (marked.length === 0) return
  await transaction.query(
    `insert into affected_reference
     select x.agent_id, x.entry_id, x.attribute, x.target_id, '', false
     from link own
     join link lo on lo.object_id = own.object_id
     join metaverse_object o on o.id = lo.object_id
     join entry e on e.agent_id = lo.agent_id and e.id = lo.entry_id
     join export_change c on c.entry_id = lo.entry_id and c.layer = 'pending'
     -- Entry by entry: else all that is pending may be read.
     cross join lateral (select * from export_reference where entry_id = lo.entry_id and layer = 'pending' offset 0) x
     where own.agent_id = $1 and own.entry_id = any($2)
       and not exists (select from ${EXPORT_FLOWS(3)}
         where f.agent_id = x.agent_id and f.object_type = coalesce(c.object_type, e.object_type) and f.mv_type = o.type and f.attribute = x.attribute)`,
    [agent, marked, ...exportFlowValues(flows)],
  )
}
