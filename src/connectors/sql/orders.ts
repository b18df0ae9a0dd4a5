import type { AddDelta, ModifyDelta } from '../../model/delta.js'
import type { Attributes } from '../../model/value.js'
import type { Attribute } from './relation.js'

/** An object to make, in terms of what the database keeps. */
export interface Insertion {
  readonly delta: AddDelta
  readonly attributes: ReadonlyMap<string, Attribute>
}

/** An object to change. */
export interface Change {
  /** Its changes in terms of what the database keeps. */
  readonly delta: ModifyDelta
  /** What the changed attributes hold, as far as the changes speak of it. */
  readonly image: Attributes
  readonly attributes: ReadonlyMap<string, Attribute>
}
