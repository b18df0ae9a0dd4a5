import type { LinkRow } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { undoReferences } from '../undo/undo-references.js'
import { leaveOutBlocked, noteFirst } from './blocked-references.js'
import { flowCreated, noteNamed } from './created-references.js'
import { haveOthersTouched, noteAffected, prepareAffected, settleAffected } from './export-references.js'
import { noteFlowless } from './flowless-references.js'
import {
  flowFirstReferences,
  flowReferences,
  prepareTouched,
  resolveNewTargets,
  settleReferences,
  withdrawLostTargets,
  withdrawMovedTargets,
} from './import-references.js'
import type { Committed, PageCommit } from './page-commit.js'
import { isOpen, type ReferenceExport } from './reference-flows.js'
import { flowSharedReferences, giveAgain } from './shared-references.js'

/** Both directions of reference flow, for everything this page linked, unlinked, created, deleted or changed. */
export async function saveReferences(transaction: Transaction, page: PageCommit): Promise<Committed> {
  const { agent, outcome, flows, marked = [] } = page
  const current = outcome.synchronized
  if (flows.imports.length + flows.exports.length + marked.length === 0 && page.past === undefined)
    return { changedObjects: new Map(), exporting: [] }
  const fresh = outcome.links.filter(link => link.fresh)
  const importing = new Set(flows.imports.map(flow => flow.agent))
  await prepareTouched(transaction)
  const unlinked = page.keepsReferences === true ? [] : outcome.unlinked
  const deleted = outcome.objects.filter(object => object.kind === 'deleted').map(object => object.id)
  await withdrawLostTargets(transaction, { unlinked, deleted }, page.step)
  await withdrawMovedTargets(transaction, outcome.moved, { flows: flows.imports, current, step: page.step })
  if (flows.shared.length > 0 && unlinked.length + outcome.moved.length > 0)
    await giveAgain(transaction, { flows: flows.shared, current })
  if (page.past !== undefined) await undoReferences(transaction, page.past, page.step)
  const made = new Set(outcome.objects.filter(object => object.kind === 'created').map(object => object.id))
  const first = outcome.references.filter(work => work.sharing === 'none' && made.has(work.object))
  const own = outcome.references.filter(work => work.sharing === 'none' && !made.has(work.object))
  const shared = outcome.references.filter(work => work.sharing !== 'none')
  await flowFirstReferences(transaction, first, { current })
  await flowReferences(transaction, own, { current, step: page.step })
  await flowSharedReferences(transaction, shared, { flows: flows.imports, current, step: page.step })
  await resolveNewTargets(
    transaction,
    [...fresh, ...outcome.moved].filter(link => importing.has(link.agent)),
    { flows: flows.imports, compared: page.whole },
  )
  const exporting =
    flows.exports.length + marked.length === 0 ? [] : await saveExportReferences(transaction, page, { fresh, made })
  await settleReferences(transaction, agent, outcome.synchronized)
  return { changedObjects: await touchedObjects(transaction), exporting }
}

async function saveExportReferences(
  transaction: Transaction,
  { agent, step, outcome, flows, whole, marked = [] }: PageCommit,
  { fresh, made }: { readonly fresh: readonly LinkRow[]; readonly made: ReadonlySet<number> },
): Promise<{ agent: number; entry: number }[]> {
  const agents = new Set(flows.exports.map(flow => flow.agent))
  const known = new Map(outcome.created.map(entry => [entry.id, entry]))
  const linked = fresh.filter(link => agents.has(link.agent))
  const created = linked.flatMap(link => {
    const entry = known.get(link.entry)
    return entry === undefined ? [] : [{ ...link, objectType: entry.objectType, key: entry.key }]
  })
  const own = agents.has(agent)
  await prepareAffected(transaction)
  const occasion = {
    created,
    made: [...made],
    touched: await haveOthersTouched(transaction, [...made]),
    fresh: [...linked.filter(link => !known.has(link.entry)), ...outcome.moved.filter(link => agents.has(link.agent))],
    unlinked: outcome.unlinked.filter(link => agents.has(link.agent)),
    agent,
    changed: own ? outcome.synchronized : [],
    whole: own ? whole : [],
  }
  const [open, blockable] = [flows.exports.filter(isOpen), flows.exports.filter(flow => !isOpen(flow))]
  const later = (kept: readonly ReferenceExport[]): ReferenceExport[] => kept.filter(flow => !flow.initialOnly)
  await noteAffected(transaction, occasion, later(open))
  await noteNamed(transaction, created, later(flows.exports))
  if (blockable.length > 0) {
    await noteAffected(transaction, { ...occasion, created: [] }, later(blockable))
    await leaveOutBlocked(transaction, blockable)
    if (created.length > 0) await noteFirst(transaction, { agent, created }, blockable)
  }
  const madeOf = new Set(fresh.filter(link => made.has(link.object)).map(link => link.entry))
  await noteFlowless(transaction, { agent, marked: marked.filter(id => !madeOf.has(id)) }, flows.exports)
  const provisioned = created.length === 0 ? [] : await flowCreated(transaction, created, open, step)
  return [...provisioned, ...(await settleAffected(transaction, step))]
}

async function touchedObjects(transaction: Transaction): Promise<Map<number, readonly string[]>> {
  const rows = await transaction.query<{ object_id: number; attributes: string[] }>(
    'select object_id, array_agg(distinct attribute) as attributes from touched_reference group by object_id',
  )
  return new Map(rows.map(row => [row.object_id, row.attributes]))
}
