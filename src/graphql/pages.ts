import { entryReferenceCounts, entryReferences, exportReferenceCounts, exportReferences } from '../service/entries.js'
import { objectReferenceCounts, objectReferences } from '../service/metaverse.js'
import type { Page, PageRequest } from '../service/paging.js'
import { countedObjectCounts, countedObjects } from '../service/runs.js'
import type { Direction } from '../storage/read/entry-references.js'
import type { ExportLayerKey } from '../storage/read/export-references.js'
import type { CounterKey } from '../storage/read/run-details.js'
import type { GraphContext } from './context.js'
import { pageName } from './paging.js'

/** Lists that belong to something, such as the references of an object: the same page of all of them is one statement. */

export const inOrder = <Key, Value>(keys: readonly Key[], values: readonly Value[]): Map<Key, Value> =>
  new Map(keys.map((key, i) => [key, values[i] as Value]))

export const orEmpty = async <Row>(page: Promise<Page<Row> | undefined>): Promise<Page<Row>> =>
  (await page) ?? { rows: [], more: false }

export interface ReferencesWanted {
  readonly direction: Direction
  readonly attributes: readonly string[] | undefined
}

const nameOf = ({ direction, attributes }: ReferencesWanted): string => `${direction} ${JSON.stringify(attributes)}`

export const loadObjectReferences = (
  { batches, hub, actor }: GraphContext,
  object: number,
  wanted: ReferencesWanted,
  page: PageRequest,
) =>
  orEmpty(
    batches.load(`object references ${nameOf(wanted)} ${pageName(page)}`, object, async ids =>
      inOrder(ids, await objectReferences(hub, actor, ids, { ...wanted, page })),
    ),
  )

export const countObjectReferences = async (
  { batches, hub, actor }: GraphContext,
  object: number,
  wanted: ReferencesWanted,
): Promise<number> =>
  (await batches.load(`object reference count ${nameOf(wanted)}`, object, async ids =>
    inOrder(ids, await objectReferenceCounts(hub, actor, ids, wanted)),
  )) ?? 0

export const loadEntryReferences = (
  { batches, hub, actor }: GraphContext,
  entry: number,
  wanted: ReferencesWanted,
  page: PageRequest,
) =>
  orEmpty(
    batches.load(`entry references ${nameOf(wanted)} ${pageName(page)}`, entry, async ids =>
      inOrder(ids, await entryReferences(hub, actor, ids, { ...wanted, page })),
    ),
  )

export const countEntryReferences = async (
  { batches, hub, actor }: GraphContext,
  entry: number,
  wanted: ReferencesWanted,
): Promise<number> =>
  (await batches.load(`entry reference count ${nameOf(wanted)}`, entry, async ids =>
    inOrder(ids, await entryReferenceCounts(hub, actor, ids, wanted)),
  )) ?? 0

const parseKeys = <Key>(keys: readonly string[]): Key[] => keys.map(key => JSON.parse(key) as Key)

export const loadExportReferences = ({ batches, hub, actor }: GraphContext, layer: ExportLayerKey, page: PageRequest) =>
  orEmpty(
    batches.load(`export references ${pageName(page)}`, JSON.stringify(layer), async keys =>
      inOrder(keys, await exportReferences(hub, actor, parseKeys(keys), page)),
    ),
  )

export const countExportReferences = async (
  { batches, hub, actor }: GraphContext,
  layer: ExportLayerKey,
): Promise<number> =>
  (await batches.load('export reference count', JSON.stringify(layer), async keys =>
    inOrder(keys, await exportReferenceCounts(hub, actor, parseKeys(keys))),
  )) ?? 0

export const loadCountedObjects = ({ batches, hub, actor }: GraphContext, counter: CounterKey, page: PageRequest) =>
  orEmpty(
    batches.load(`counted objects ${pageName(page)}`, JSON.stringify(counter), async keys =>
      inOrder(keys, await countedObjects(hub, actor, parseKeys(keys), page)),
    ),
  )

export const countCountedObjects = async (
  { batches, hub, actor }: GraphContext,
  counter: CounterKey,
): Promise<number> =>
  (await batches.load('counted object count', JSON.stringify(counter), async keys =>
    inOrder(keys, await countedObjectCounts(hub, actor, parseKeys(keys))),
  )) ?? 0
