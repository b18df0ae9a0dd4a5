import type { ObjectFeedRow } from '../storage/read/object-feed.js'

export const OBJECT_CHANGES = ['created', 'updated', 'left', 'deleted'] as const

/** `left`: the object is there, and is not, or is no longer, what the subscriber asked for. */
export type ObjectChangeKind = (typeof OBJECT_CHANGES)[number]

/** What a subscriber wants to hear of. */
export interface Wanted {
  readonly type: string | undefined
  /** The attributes that its condition compares; undefined: it has no condition. */
  readonly compared: ReadonlySet<string> | undefined
  readonly sees: (attribute: string) => boolean
}

/** A change as one subscriber is told it. */
export interface SeenChange {
  readonly kind: ObjectChangeKind
  readonly attributes: readonly string[]
}

/**
 * What a subscriber is told of a change; undefined: nothing. Attributes that it does not see change nothing for it.
 * @param meets whether the object meets the condition now; undefined: it is gone
 */
export function seenChange(row: ObjectFeedRow, wanted: Wanted, meets: boolean | undefined): SeenChange | undefined {
  const { kind, type, typeBefore } = row
  if (wanted.type !== undefined && type !== wanted.type && typeBefore !== wanted.type) return undefined
  const attributes = row.attributes.filter(name => wanted.sees(name))
  if (kind === 'deleted') return { kind, attributes }
  // The values stay, and somebody else gives them.
  if (kind === 'handed-over') return undefined
  if (kind === 'updated' && attributes.length === 0 && typeBefore === null) return undefined
  if (wanted.type !== undefined && type !== wanted.type) return { kind: 'left', attributes }
  const { compared } = wanted
  if (compared === undefined || meets) return { kind, attributes }
  // Of an object that is gone by now its deletion is told.
  if (meets === undefined || kind === 'created') return undefined
  const mayHaveMet = typeBefore !== null || attributes.some(name => compared.has(name))
  return mayHaveMet ? { kind: 'left', attributes } : undefined
}
