import type { Farm } from '../configuration/farm.js'
import type { ObjectFeedRow } from '../storage/read/object-feed.js'

export const FARM_CHANGES = ['entered', 'changed', 'left'] as const

/** What a change of an object is to a farm: it has become a profile, is another one than it was, or is none any more. */
export type FarmChangeKind = (typeof FARM_CHANGES)[number]

interface Attributes {
  /** The account, and those of the view. */
  readonly shown: ReadonlySet<string>
  /** Those, and the ones that the scope compares. */
  readonly noticed: ReadonlySet<string>
}

const attributes = new WeakMap<Farm, Attributes>()

/** Asked for every change by every subscriber, so that it is worked out once. */
function attributesOf(farm: Farm): Attributes {
  const held = attributes.get(farm)
  if (held !== undefined) return held
  const shown = new Set([farm.account.name, ...[...farm.view.values()].map(({ name }) => name)])
  const made = { shown, noticed: new Set([...shown, ...farm.scopeAttributes]) }
  attributes.set(farm, made)
  return made
}

/** The attributes of which one has to be another before a farm can notice: those of the view, the account, and those of the scope. */
export const noticedAttributes = (farm: Farm): ReadonlySet<string> => attributesOf(farm).noticed

/** Whether a change may be one to a farm, by what it says of itself. */
export function mayNotice(farm: Farm, { kind, type, typeBefore, attributes }: ObjectFeedRow): boolean {
  if (type !== farm.type && typeBefore !== farm.type) return false
  const { noticed } = attributesOf(farm)
  return kind === 'created' || kind === 'deleted' || typeBefore !== null || attributes.some(name => noticed.has(name))
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
  const { shown } = attributesOf(farm)
  return attributes.some(name => shown.has(name)) ? 'changed' : undefined
}

/** Two changes of the same object, one after the other, as one. */
export function farmChangesTogether(first: FarmChangeKind, last: FarmChangeKind): FarmChangeKind {
  if (last === 'left') return last
  return first === 'entered' ? first : 'changed'
}
