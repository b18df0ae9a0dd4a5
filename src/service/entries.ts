import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { withoutHidden } from '../access/visibility.js'
import { nameKey } from '../connector-space/hash.js'
import { ProblemError } from '../model/problem.js'
import { findAgentsNamed } from '../storage/read/agents.js'
import { countEntries, type EntryRow, findEntriesById, listEntries } from '../storage/read/entries.js'
import type { EntryFilter } from '../storage/read/entry-filter.js'
import { type EntryImages, type ExportLayerRow, loadExportLayers, loadImages } from '../storage/read/entry-layers.js'
import {
  countEntryReferences,
  type EntryReferenceRow,
  pageEntryReferences,
  type ReferenceQuery,
} from '../storage/read/entry-references.js'
import {
  countExportReferences,
  type ExportLayerKey,
  type ExportReferenceRow,
  pageExportReferences,
} from '../storage/read/export-references.js'
import type { Page, PageRequest } from '../storage/read/page.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'
import { demandLayerReferences, hiddenOfEntries, seenEntryReferences } from './seen-entries.js'

/** What an entry is searched by; a name is compared as names are, whatever its spelling. */
export interface EntrySearch extends Omit<EntryFilter, 'dnKey'> {
  readonly dn?: string
}

/** @throws ProblemError `request.not-found` when there is no such agent, `access.denied` also of a search by what the actor may not read */
export async function connectorSpaceEntries(
  hub: Hub,
  actor: Actor,
  agent: string,
  request: { readonly search: EntrySearch; readonly page: PageRequest },
): Promise<Listed<EntryRow>> {
  authorize(actor, 'read-entries')
  if (isAboutProblems(request.search)) authorize(actor, 'read-problems')
  const [found] = await findAgentsNamed(hub.database, [agent])
  if (found === undefined) {
    throw new ProblemError({
      code: 'request.not-found',
      message: `There is no agent “${agent}”.`,
      hint: 'The query agents lists them.',
    })
  }
  const { dn, ...rest } = request.search
  const filter: EntryFilter = dn === undefined ? rest : { ...rest, dnKey: nameKey(dn) }
  const page = await listEntries(hub.database, found.id, filter, request.page)
  return { ...page, count: () => countEntries(hub.database, found.id, filter) }
}

/** Who is found says which problems there are. */
const isAboutProblems = ({ hasProblem, problemCode, problemPhases }: EntrySearch): boolean =>
  [hasProblem, problemCode, problemPhases].some(given => given !== undefined)

export async function entriesById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<EntryRow[]> {
  authorize(actor, 'read-entries')
  return findEntriesById(hub.database, ids)
}

export async function entryImages(hub: Hub, actor: Actor, ids: readonly number[]): Promise<EntryImages[]> {
  authorize(actor, 'read-entries')
  const hiddenOf = await hiddenOfEntries(hub, actor, ids)
  return (await loadImages(hub.database, ids)).map(({ image, previous, ...row }) => ({
    ...row,
    image: withoutHidden(image, hiddenOf(row.id)),
    previous: previous && withoutHidden(previous, hiddenOf(row.id)),
  }))
}

export async function entryExports(hub: Hub, actor: Actor, ids: readonly number[]): Promise<ExportLayerRow[]> {
  authorize(actor, 'read-entries')
  const hiddenOf = await hiddenOfEntries(hub, actor, ids)
  return (await loadExportLayers(hub.database, ids)).map(row => ({
    ...row,
    changes: withoutHidden(row.changes, hiddenOf(row.entry)),
  }))
}

export async function entryReferences(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
  query: ReferenceQuery & { readonly page: PageRequest },
): Promise<Page<EntryReferenceRow>[]> {
  authorize(actor, 'read-entries')
  return pageEntryReferences(hub.database, ids, await seenEntryReferences(hub, actor, query), query.page)
}

export async function entryReferenceCounts(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
  query: ReferenceQuery,
): Promise<number[]> {
  authorize(actor, 'read-entries')
  return countEntryReferences(hub.database, ids, await seenEntryReferences(hub, actor, query))
}

export async function exportReferences(
  hub: Hub,
  actor: Actor,
  layers: readonly ExportLayerKey[],
  page: PageRequest,
): Promise<Page<ExportReferenceRow>[]> {
  authorize(actor, 'read-entries')
  await demandLayerReferences(hub, actor)
  return pageExportReferences(hub.database, layers, page)
}

export async function exportReferenceCounts(
  hub: Hub,
  actor: Actor,
  layers: readonly ExportLayerKey[],
): Promise<number[]> {
  authorize(actor, 'read-entries')
  await demandLayerReferences(hub, actor)
  return countExportReferences(hub.database, layers)
}
