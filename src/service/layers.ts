import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import {
  countDeltaReferences,
  countImageReferences,
  type DeltaKey,
  type DeltaReferenceRow,
  type ImageKey,
  type ImageReferenceRow,
  pageDeltaReferences,
  pageImageReferences,
} from '../storage/read/layer-references.js'
import type { Page, PageRequest } from '../storage/read/page.js'
import type { Hub } from './hub.js'
import { demandLayerReferences } from './seen-entries.js'

export async function imageReferences(
  hub: Hub,
  actor: Actor,
  keys: readonly ImageKey[],
  page: PageRequest,
): Promise<Page<ImageReferenceRow>[]> {
  authorize(actor, 'read-entries')
  await demandLayerReferences(hub, actor)
  return pageImageReferences(hub.database, keys, page)
}

export async function imageReferenceCounts(hub: Hub, actor: Actor, keys: readonly ImageKey[]): Promise<number[]> {
  authorize(actor, 'read-entries')
  await demandLayerReferences(hub, actor)
  return countImageReferences(hub.database, keys)
}

export async function deltaReferences(
  hub: Hub,
  actor: Actor,
  keys: readonly DeltaKey[],
  page: PageRequest,
): Promise<Page<DeltaReferenceRow>[]> {
  authorize(actor, 'read-entries')
  await demandLayerReferences(hub, actor)
  return pageDeltaReferences(hub.database, keys, page)
}

export async function deltaReferenceCounts(hub: Hub, actor: Actor, keys: readonly DeltaKey[]): Promise<number[]> {
  authorize(actor, 'read-entries')
  await demandLayerReferences(hub, actor)
  return countDeltaReferences(hub.database, keys)
}
