import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { withoutHidden } from '../access/visibility.js'
import { type ObjectState, stateAt } from '../metaverse/history.js'
import { ProblemError } from '../model/problem.js'
import { clearHistory as clear } from '../storage/clear-history.js'
import { type AttributeChange, loadAttributeChanges } from '../storage/read/attribute-changes.js'
import { countEntryEvents, type EntryEvent, pageEntryEvents } from '../storage/read/entry-history.js'
import { countObjectEvents, type ObjectEvent, pageObjectEvents } from '../storage/read/object-history.js'
import { historyKeptSince, loadChangesSince, loadObjectStates } from '../storage/read/object-past.js'
import type { Page, PageRequest } from '../storage/read/page.js'
import { loadPastLinks, type PastLink } from '../storage/read/past-links.js'
import { findPastNames } from '../storage/read/past-names.js'
import {
  countPastReferences,
  type PastReference,
  type PastReferenceQuery,
  pagePastReferences,
} from '../storage/read/past-references.js'
import {
  countReferenceChanges,
  pageReferenceChanges,
  type ReferenceChange,
  type ReferenceChangeCount,
  sumReferenceChanges,
} from '../storage/read/reference-changes.js'
import { findStepRuns } from '../storage/read/step-runs.js'
import type { Hub } from './hub.js'
import { seenReferences } from './seen-references.js'
import { sightFor } from './sight.js'

/** What happened to metaverse objects, a page each, the newest first. Also of objects that are gone. */
export async function objectHistory(
  hub: Hub,
  actor: Actor,
  objects: readonly number[],
  page: PageRequest,
): Promise<Page<ObjectEvent>[]> {
  authorize(actor, 'read-metaverse')
  const { sees } = await sightFor(hub, actor)
  const pages = await pageObjectEvents(hub.database, objects, page)
  return pages.map(({ rows, more }) => ({
    rows: rows.map(row => ({ ...row, attributes: row.attributes.filter(sees) })),
    more,
  }))
}

export async function objectHistoryCounts(hub: Hub, actor: Actor, objects: readonly number[]): Promise<number[]> {
  authorize(actor, 'read-metaverse')
  return countObjectEvents(hub.database, objects)
}

/** What changes of objects did to attributes. @param changes keys of events */
export async function attributeChanges(hub: Hub, actor: Actor, changes: readonly number[]): Promise<AttributeChange[]> {
  authorize(actor, 'read-metaverse')
  const { sees } = await sightFor(hub, actor)
  return (await loadAttributeChanges(hub.database, changes)).filter(({ name }) => sees(name))
}

export async function referenceChanges(
  hub: Hub,
  actor: Actor,
  changes: readonly number[],
  page: PageRequest,
): Promise<Page<ReferenceChange>[]> {
  authorize(actor, 'read-metaverse')
  return pageReferenceChanges(hub.database, changes, page, (await sightFor(hub, actor)).hidden)
}

export async function referenceChangeCounts(hub: Hub, actor: Actor, changes: readonly number[]): Promise<number[]> {
  authorize(actor, 'read-metaverse')
  return countReferenceChanges(hub.database, changes, (await sightFor(hub, actor)).hidden)
}

export async function referenceChangeSums(
  hub: Hub,
  actor: Actor,
  changes: readonly number[],
): Promise<ReferenceChangeCount[]> {
  authorize(actor, 'read-metaverse')
  const { sees } = await sightFor(hub, actor)
  return (await sumReferenceChanges(hub.database, changes)).filter(({ attribute }) => sees(attribute))
}

/**
 * Objects as they were at a time, those left out that did not exist then.
 * @throws ProblemError `history.not-kept` when nobody knows any more
 */
export async function objectsAsOf(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
  at: Date,
): Promise<Map<number, ObjectState>> {
  authorize(actor, 'read-metaverse')
  await requireKept(hub, at)
  // One moment for the present and for what led to it: a page of a run may be committed in between.
  const { now, changes } = await hub.database.transaction(async session => {
    await session.query('set transaction isolation level repeatable read')
    return { now: await loadObjectStates(session, ids), changes: await loadChangesSince(session, ids, at) }
  })
  const { hidden } = await sightFor(hub, actor)
  const found = new Map<number, ObjectState>()
  for (const id of ids) {
    const state = stateAt(now.get(id), changes.get(id) ?? [], at.getTime())
    if (state !== undefined) found.set(id, { ...state, attributes: withoutHidden(state.attributes, hidden) })
  }
  return found
}

async function requireKept(hub: Hub, at: Date): Promise<void> {
  const since = await historyKeptSince(hub.database)
  if (since === undefined || at >= since) return
  throw new ProblemError({
    code: 'history.not-kept',
    message: `What objects were at ${at.toISOString()} is not known any more.`,
    hint: `The past is kept since ${since.toISOString()}: ask for a later time.`,
  })
}

export async function linksAsOf(hub: Hub, actor: Actor, objects: readonly number[], at: Date): Promise<PastLink[]> {
  authorize(actor, 'read-metaverse')
  await requireKept(hub, at)
  return loadPastLinks(hub.database, objects, at)
}

export async function referencesAsOf(
  hub: Hub,
  actor: Actor,
  objects: readonly number[],
  query: PastReferenceQuery & { readonly page: PageRequest },
): Promise<Page<PastReference>[]> {
  authorize(actor, 'read-metaverse')
  await requireKept(hub, query.at)
  return pagePastReferences(hub.database, objects, await seenReferences(hub, actor, query), query.page)
}

export async function referenceCountsAsOf(
  hub: Hub,
  actor: Actor,
  objects: readonly number[],
  query: PastReferenceQuery,
): Promise<number[]> {
  authorize(actor, 'read-metaverse')
  await requireKept(hub, query.at)
  return countPastReferences(hub.database, objects, await seenReferences(hub, actor, query))
}

/** What runs did to entries, a page each, the newest first. Also of entries that are gone. */
export async function entryHistory(
  hub: Hub,
  actor: Actor,
  entries: readonly number[],
  page: PageRequest,
): Promise<Page<EntryEvent>[]> {
  authorize(actor, 'read-entries')
  return pageEntryEvents(hub.database, entries, page)
}

export async function entryHistoryCounts(hub: Hub, actor: Actor, entries: readonly number[]): Promise<number[]> {
  authorize(actor, 'read-entries')
  return countEntryEvents(hub.database, entries)
}

/** The last names of entries that are gone. */
export async function pastNames(
  hub: Hub,
  actor: Actor,
  entries: readonly number[],
): Promise<{ id: number; dn: string }[]> {
  authorize(actor, 'read-entries')
  return findPastNames(hub.database, entries)
}

/** The runs of steps: numbers that say nothing by themselves. */
export const runsOfSteps = (hub: Hub, steps: readonly number[]): Promise<{ id: number; run: number }[]> =>
  findStepRuns(hub.database, steps)

/**
 * Clears what ended before a time; what is now stays. Answers how many pieces of the past went.
 * @throws ProblemError `access.denied`
 */
export function clearHistory(hub: Hub, actor: Actor, before: Date): Promise<number> {
  return audited(hub.database, actor, { operation: 'clear-history', target: before.toISOString() }, () =>
    clear(hub.database, before),
  )
}
