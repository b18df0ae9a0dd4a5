import type { LinkKey } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { noteAffected } from './export-references.js'
import type { ReferenceExport } from './reference-flows.js'

/** Notes all references of and to connectors that are new to the source, those that are given once included, but for the blocked ones. */
export async function noteFirst(
  transaction: Transaction,
  { agent, created }: { readonly agent: number; readonly created: readonly LinkKey[] },
  flows: readonly ReferenceExport[],
): Promise<void> {
  const others = { created: [], made: [], touched: false, unlinked: [], changed: [], whole: [] }
  await noteAffected(transaction, { ...others, agent, fresh: created }, flows)
  await leaveOutBlocked(transaction, flows)
}

/**
 * Leaves out of the affected references those that a lower-ranking source gave to a metaverse attribute for which the target
 * itself ranks above it (domain.md 5.5), and what was pending of them.
 */
export async function leaveOutBlocked(transaction: Transaction, flows: readonly ReferenceExport[]): Promise<void> {
  const blocks = flows.flatMap(flow => flow.blockedBy.map(rule => ({ ...flow, rule })))
  if (blocks.length === 0) return
  await transaction.query(
    `with blocked as (
       delete from affected_reference a
       using unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::integer[]) b (agent_id, object_type, attribute, mv_attribute, rule_id),
         entry e, link own, link giver
       where a.agent_id = b.agent_id and a.attribute = b.attribute and a.mv_attribute = b.mv_attribute
         and e.agent_id = a.agent_id and e.id = a.entry_id and e.object_type = b.object_type
         and own.entry_id = a.entry_id and giver.object_id = own.object_id
         and (giver.contributions->b.mv_attribute->>0)::integer = b.rule_id
       returning a.agent_id, a.entry_id, a.attribute)
     delete from export_reference x using blocked b
     where x.agent_id = b.agent_id and x.entry_id = b.entry_id and x.attribute = b.attribute and x.layer = 'pending'`,
    [
      blocks.map(b => b.agent),
      blocks.map(b => b.objectType),
      blocks.map(b => b.attribute),
      blocks.map(b => b.metaverseAttribute),
      blocks.map(b => b.rule),
    ],
  )
}
