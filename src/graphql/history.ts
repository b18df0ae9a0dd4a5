import type { ObjectState } from '../metaverse/history.js'
import {
  attributeChanges,
  entryHistory,
  entryHistoryCounts,
  linksAsOf,
  objectHistory,
  objectHistoryCounts,
  objectsAsOf,
  pastNames,
  referenceChangeCounts,
  referenceChangeSums,
  referenceChanges,
  referenceCountsAsOf,
  referencesAsOf,
  runsOfSteps,
} from '../service/history.js'
import type { PageRequest } from '../service/paging.js'
import { byId, groupBy } from './batches.js'
import type { GraphContext } from './context.js'
import { loadEntry, loadRun, loadSteps } from './loaders.js'
import { inOrder, orEmpty } from './pages.js'
import { pageName } from './paging.js'

/** The past, fetched together for all that the same level of a query asks for. */

export const loadObjectHistory = ({ batches, hub, actor }: GraphContext, object: number, page: PageRequest) =>
  orEmpty(
    batches.load(`object history ${pageName(page)}`, object, async ids =>
      inOrder(ids, await objectHistory(hub, actor, ids, page)),
    ),
  )

export const countObjectHistory = async ({ batches, hub, actor }: GraphContext, object: number): Promise<number> =>
  (await batches.load('object history count', object, async ids =>
    inOrder(ids, await objectHistoryCounts(hub, actor, ids)),
  )) ?? 0

export const loadEntryHistory = ({ batches, hub, actor }: GraphContext, entry: number, page: PageRequest) =>
  orEmpty(
    batches.load(`entry history ${pageName(page)}`, entry, async ids =>
      inOrder(ids, await entryHistory(hub, actor, ids, page)),
    ),
  )

export const countEntryHistory = async ({ batches, hub, actor }: GraphContext, entry: number): Promise<number> =>
  (await batches.load('entry history count', entry, async ids =>
    inOrder(ids, await entryHistoryCounts(hub, actor, ids)),
  )) ?? 0

export const loadAttributeChanges = ({ batches, hub, actor }: GraphContext, change: number) =>
  batches.load('attribute changes', change, async ids =>
    groupBy(ids, await attributeChanges(hub, actor, ids), row => row.change),
  )

export const loadReferenceChanges = ({ batches, hub, actor }: GraphContext, change: number, page: PageRequest) =>
  orEmpty(
    batches.load(`reference changes ${pageName(page)}`, change, async ids =>
      inOrder(ids, await referenceChanges(hub, actor, ids, page)),
    ),
  )

export const countReferenceChanges = async ({ batches, hub, actor }: GraphContext, change: number): Promise<number> =>
  (await batches.load('reference change count', change, async ids =>
    inOrder(ids, await referenceChangeCounts(hub, actor, ids)),
  )) ?? 0

export const loadReferenceChangeSums = ({ batches, hub, actor }: GraphContext, change: number) =>
  batches.load('reference change sums', change, async ids =>
    groupBy(ids, await referenceChangeSums(hub, actor, ids), row => row.change),
  )

/** The run of a step; undefined when it was cleared. */
export async function loadRunOfStep(context: GraphContext, step: number | undefined) {
  const run = await runOf(context, step)
  return run === undefined ? undefined : loadRun(context, run)
}

export async function loadStep(context: GraphContext, step: number | undefined) {
  const run = await runOf(context, step)
  return run === undefined ? undefined : (await loadSteps(context, run))?.find(each => each.id === step)
}

async function runOf({ batches, hub }: GraphContext, step: number | undefined): Promise<number | undefined> {
  if (step === undefined) return undefined
  return (await batches.load('run of step', step, async ids => byId(await runsOfSteps(hub, ids))))?.run
}

/** What an entry is called, or was called when it went. */
export async function loadEntryName(context: GraphContext, entry: number): Promise<string | undefined> {
  const held = await loadEntry(context, entry)
  if (held !== undefined) return held.dn
  const { batches, hub, actor } = context
  return (await batches.load('past name', entry, async ids => byId(await pastNames(hub, actor, ids))))?.dn
}

export const loadObjectAsOf = (
  { batches, hub, actor }: GraphContext,
  object: number,
  at: Date,
): Promise<ObjectState | undefined> =>
  batches.load(`object as of ${at.getTime()}`, object, async ids => objectsAsOf(hub, actor, ids, at))

export const loadLinksAsOf = ({ batches, hub, actor }: GraphContext, object: number, at: Date) =>
  batches.load(`links as of ${at.getTime()}`, object, async ids =>
    groupBy(ids, await linksAsOf(hub, actor, ids, at), row => row.object),
  )

interface Wanted {
  readonly at: Date
  readonly attributes: readonly string[] | undefined
}

const nameOf = ({ at, attributes }: Wanted): string => `${at.getTime()} ${JSON.stringify(attributes)}`

export const loadReferencesAsOf = (
  { batches, hub, actor }: GraphContext,
  object: number,
  { page, ...wanted }: Wanted & { readonly page: PageRequest },
) =>
  orEmpty(
    batches.load(`references as of ${nameOf(wanted)} ${pageName(page)}`, object, async ids =>
      inOrder(ids, await referencesAsOf(hub, actor, ids, { ...wanted, page })),
    ),
  )

export const countReferencesAsOf = async (
  { batches, hub, actor }: GraphContext,
  object: number,
  wanted: Wanted,
): Promise<number> =>
  (await batches.load(`reference count as of ${nameOf(wanted)}`, object, async ids =>
    inOrder(ids, await referenceCountsAsOf(hub, actor, ids, wanted)),
  )) ?? 0
