import type { Attributes } from '../model/value.js'

/** A joined identity. Reference attributes are rows of their own and not part of `attributes`. */
export interface MetaverseObject {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
}

/** Who gave the values of one metaverse attribute: the rule and when (milliseconds since 1970). */
export interface Contribution {
  readonly rule: number
  readonly at: number
}

/** What one entry gives to the object it is linked to, by metaverse attribute. */
export type Contributions = Readonly<Record<string, Contribution>>
