import type { Farm } from '../configuration/farm.js'
import type { ObjectFeedRow } from '../storage/read/object-feed.js'
import { sightOf } from './profile.js'

export const FARM_CHANGES = ['entered', 'changed', 'left'] as const

/** What a change of an object is to a farm: it has become a profile, is another one than it was, or is none any more. */
export type FarmChangeKind = (typeof FARM_CHANGES)[number]

const noticed = new WeakMap<Farm, ReadonlySet<string>>()

/**
 * The attributes of which one has to be another before a farm can notice: those that it sees, and those of its scope. Asked for every
 * change by every subscriber, so that they are worked out once.
 */
export function noticedAttributes(farm: Farm): ReadonlySet<string> {
  const held = noticed.get(farm) ?? new Set([...sightOf(farm).shown, ...farm.scopeAttributes])
  noticed.set(farm, held)
  return held
}

/** Whether a change may be one to a farm, by what it says of itself. */
export function mayNotice(farm: Farm, { kind, type, typeBefore, attributes }: ObjectFeedRow): boolean {
  if (type !== farm.type && typeBefore !== farm.type) return false
  const names = noticedAttributes(farm)
  return kind === 'created' || kind === 'deleted' || typeBefore !== null || attributes.some(name => names.has(name))
}

/**
 * What a change is to a farm; undefined: nothing.
 * @param was whether the object was a profile of it before
 * @param is whether it was one afterwards
 */
export function farmChangeKind(
  farm: Farm,
  { attributes }: Pick<ObjectFeedRow, 'attributes'>,
  { was, is }: { readonly was: boolean; readonly is: boolean },
): FarmChangeKind | undefined {
  if (was !== is) return is ? 'entered' : 'left'
  if (!was) return undefined
  return attributes.some(sightOf(farm).sees) ? 'changed' : undefined
}

/** Two changes of the same object, one after the other, as one. */
export function farmChangesTogether(first: FarmChangeKind, last: FarmChangeKind): FarmChangeKind {
  if (last === 'left') return last
  return first === 'entered' ? first : 'changed'
}
