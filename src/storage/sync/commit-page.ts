import type { PageOutcome } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { flowCreated, noteAffected, prepareAffected, settleAffected } from './export-references.js'
import {
  flowReferences,
  prepareTouched,
  resolveNewTargets,
  settleReferences,
  withdrawLostTargets,
} from './import-references.js'
import type { ReferenceFlows } from './reference-flows.js'
import { saveExports } from './save-exports.js'
import { saveLinks } from './save-links.js'
import { saveFeed, saveObjects } from './save-objects.js'
import { saveRemoved } from './save-removed.js'

export interface PageCommit {
  readonly agent: number
  readonly step: number
  readonly outcome: PageOutcome
  readonly flows: ReferenceFlows
  /** Synchronized entries whose references are compared as a whole: all of a full synchronization, else the added ones. */
  readonly whole: readonly number[]
}

/** What only the database could know: whose references changed. */
export interface Committed {
  readonly changedObjects: ReadonlyMap<number, readonly string[]>
  readonly exporting: readonly { readonly agent: number; readonly entry: number }[]
}

/**
 * Writes one page of synchronization, a fixed number of statements whatever its size. Afterwards the metaverse's references
 * are exactly those that the linked entries have, and pending exports exactly the difference to what the rules want.
 */
export async function commitPage(transaction: Transaction, page: PageCommit): Promise<Committed> {
  const { outcome } = page
  await saveObjects(transaction, outcome.objects)
  await saveLinks(transaction, outcome)
  await saveExports(transaction, outcome, page.step)
  const committed = await saveReferences(transaction, page)
  await saveRemoved(transaction, outcome.removed)
  await transaction.query('delete from pending_import where agent_id = $1 and entry_id = any($2)', [
    page.agent,
    outcome.synchronized,
  ])
  const fed = outcome.objects.map(object => ({
    ...object,
    changed: [...object.changed, ...(committed.changedObjects.get(object.id) ?? [])],
  }))
  await saveFeed(transaction, fed, page.step)
  if (committed.changedObjects.size > 0)
    await feedReferences(
      transaction,
      page.step,
      outcome.objects.map(object => object.id),
    )
  return committed
}

async function saveReferences(
  transaction: Transaction,
  { agent, step, outcome, flows, whole }: PageCommit,
): Promise<Committed> {
  const deleted = outcome.objects.filter(object => object.kind === 'deleted').map(object => object.id)
  const fresh = outcome.links.filter(link => link.fresh)
  if (flows.imports.length + flows.exports.length === 0) return { changedObjects: new Map(), exporting: [] }
  await prepareTouched(transaction)
  await prepareAffected(transaction)
  await withdrawLostTargets(transaction, outcome.unlinked, deleted)
  await flowReferences(transaction, outcome.references)
  const exportsHere = flows.exports.some(flow => flow.agent === agent)
  const types = new Map(outcome.created.map(entry => [entry.id, entry.objectType]))
  const created = fresh.flatMap(link =>
    types.has(link.entry) ? [{ ...link, objectType: types.get(link.entry) as string }] : [],
  )
  const occasion = {
    created,
    fresh: fresh.filter(link => !types.has(link.entry)),
    unlinked: outcome.unlinked,
    agent,
    changed: exportsHere ? outcome.synchronized : [],
    whole: exportsHere ? whole : [],
  }
  if (!exportsHere) await settleReferences(transaction, agent, outcome.synchronized)
  await resolveNewTargets(transaction, fresh, flows.imports)
  if (flows.exports.length > 0) await noteAffected(transaction, occasion, flows.exports)
  if (exportsHere) await settleReferences(transaction, agent, outcome.synchronized)
  const provisioned =
    created.length > 0 && flows.exports.length > 0 ? await flowCreated(transaction, created, flows.exports, step) : []
  const exporting = flows.exports.length > 0 ? [...provisioned, ...(await settleAffected(transaction, step))] : []
  return { changedObjects: await touchedObjects(transaction), exporting }
}

async function touchedObjects(transaction: Transaction): Promise<Map<number, readonly string[]>> {
  const rows = await transaction.query<{ object_id: number; attributes: string[] }>(
    'select object_id, array_agg(distinct attribute) as attributes from touched_reference group by object_id',
  )
  return new Map(rows.map(row => [row.object_id, row.attributes]))
}

async function feedReferences(transaction: Transaction, step: number, fed: readonly number[]): Promise<void> {
  await transaction.query(
    `insert into change_feed (object_id, object_type, kind, attributes, step_id)
     select o.id, o.type, 'updated', array_agg(distinct c.attribute), $1
     from touched_reference c join metaverse_object o on o.id = c.object_id
     where o.id <> all($2) group by o.id, o.type`,
    [step, fed],
  )
}
