import { deltaReferenceCounts, deltaReferences, imageReferenceCounts, imageReferences } from '../service/layers.js'
import type { Page, PageRequest } from '../service/paging.js'
import { entriesNamed, type PlaceholderKind, placeholderCounts } from '../service/placeholders.js'
import type { DeltaKey, ImageKey } from '../storage/read/layer-references.js'
import type { GraphContext } from './context.js'
import { pageName } from './paging.js'

/** What the layers of entries refer to: the same page of all of them is one statement. */

const inOrder = <Value>(keys: readonly string[], values: readonly Value[]): Map<string, Value> =>
  new Map(keys.map((key, i) => [key, values[i] as Value]))

const parse = <Key>(keys: readonly string[]): Key[] => keys.map(key => JSON.parse(key) as Key)

const orEmpty = async <Row>(page: Promise<Page<Row> | undefined>): Promise<Page<Row>> =>
  (await page) ?? { rows: [], more: false }

export const loadImageReferences = ({ batches, hub, actor }: GraphContext, key: ImageKey, page: PageRequest) =>
  orEmpty(
    batches.load(`image references ${pageName(page)}`, JSON.stringify(key), async keys =>
      inOrder(keys, await imageReferences(hub, actor, parse(keys), page)),
    ),
  )

export const countImageReferences = async ({ batches, hub, actor }: GraphContext, key: ImageKey): Promise<number> =>
  (await batches.load('image reference count', JSON.stringify(key), async keys =>
    inOrder(keys, await imageReferenceCounts(hub, actor, parse(keys))),
  )) ?? 0

export const loadDeltaReferences = ({ batches, hub, actor }: GraphContext, key: DeltaKey, page: PageRequest) =>
  orEmpty(
    batches.load(`delta references ${pageName(page)}`, JSON.stringify(key), async keys =>
      inOrder(keys, await deltaReferences(hub, actor, parse(keys), page)),
    ),
  )

export const countDeltaReferences = async ({ batches, hub, actor }: GraphContext, key: DeltaKey): Promise<number> =>
  (await batches.load('delta reference count', JSON.stringify(key), async keys =>
    inOrder(keys, await deltaReferenceCounts(hub, actor, parse(keys))),
  )) ?? 0

/** The entry that has a name now. */
export const loadEntryNamed = (
  { batches, hub, actor }: GraphContext,
  name: { readonly agent: number; readonly dn: string },
): Promise<number | undefined> =>
  batches.load('entry named', JSON.stringify(name), async keys =>
    inOrder(keys, await entriesNamed(hub, actor, parse(keys))),
  )

export const countPlaceholders = async ({ batches, hub, actor }: GraphContext, agent: number): Promise<number> =>
  (await batches.load('placeholder count', agent, ids => placeholderCounts(hub, actor, ids))) ?? 0

export type { PlaceholderKind }
