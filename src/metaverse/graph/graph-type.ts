import type { MetaverseAttribute } from '../schema.js'

/** A type of the graph, made from an object type of the metaverse. Every name of the typed graph is decided in this file. */
export interface GraphType {
  /** The object type in the metaverse. */
  readonly source: string
  /** `Person`: its own name, and what the names of its helpers begin with. */
  readonly name: string
  /** `person`: what a condition on any object calls it. */
  readonly member: string
  /** `people`: the field that lists them. */
  readonly list: string
  /** `personBy`: the field that finds one. */
  readonly by: string
  readonly fields: readonly GraphField[]
  /** Attributes that lists can be ordered by. */
  readonly orders: readonly GraphOrder[]
  /** Attributes that one object is found by. */
  readonly keys: readonly GraphValue[]
}

export type GraphField = GraphValue | GraphReference

/** The values of an attribute. */
export interface GraphValue {
  readonly kind: 'value'
  readonly name: string
  readonly attribute: MetaverseAttribute
}

/** Objects at the other end of a reference attribute. */
export interface GraphReference {
  readonly kind: 'reference'
  readonly name: string
  readonly attribute: MetaverseAttribute
  readonly direction: 'outgoing' | 'incoming'
  /** Also what those refer to, and so on. */
  readonly transitive: boolean
  readonly many: boolean
  /** The one object type at the other end; undefined: any. */
  readonly type: string | undefined
}

export interface GraphOrder {
  /** `DISPLAY_NAME`, which `_ASC` and `_DESC` are appended to. */
  readonly name: string
  readonly attribute: MetaverseAttribute
}

/** Two things of the metaverse that would have one name, or one that would have a name of the hub's own. */
export interface NameClash {
  readonly type: string
  readonly attribute?: string
  readonly message: string
}
