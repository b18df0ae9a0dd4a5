import type { MetaverseAttribute } from '../../../metaverse/schema.js'

/**
 * Which attributes a reader may see. Asked where attributes become SQL, and nowhere else: one that is not seen has no value, and
 * cannot be searched or ordered by.
 */
export interface Visibility {
  sees(attribute: string): boolean
}

/** What is read of each object of a list. What is asked for first comes first. */
export interface ObjectSelection {
  readonly values: readonly ValueSelection[]
  readonly lists: readonly RelatedList[]
}

export interface ValueSelection {
  readonly attribute: MetaverseAttribute | TimeColumn
}

/** The objects at one end of a reference attribute, seen from those at the other. */
export interface Relation {
  readonly attribute: string
  readonly direction: 'outgoing' | 'incoming'
  /** Also what those refer to, and so on; an object that refers to itself that way is left out. */
  readonly transitive: boolean
}

/** A list of metaverse objects, and what is wanted of it. */
export interface ObjectList {
  /** Objects of this type only. */
  readonly type: string | undefined
  readonly where: Condition | undefined
  /** Words that something about the object begins with, one each. */
  readonly search: readonly string[]
  readonly order: readonly OrderTerm[]
  readonly page: ListPage
  /** Undefined: the objects are not asked for, only their number. */
  readonly nodes: ObjectSelection | undefined
  readonly count: boolean
}

export interface RelatedList extends ObjectList {
  readonly relation: Relation
  /** Only the first, which is there or not. */
  readonly single: boolean
}

/** By what a list is ordered; objects without a value come last. Ids decide between equals. */
export interface OrderTerm {
  readonly by: MetaverseAttribute | TimeColumn
  readonly descending: boolean
}

export interface ListPage {
  readonly limit: number
  readonly backwards: boolean
  readonly after?: ListCursor
  readonly before?: ListCursor
}

/** Where an object stands in a list: a text for each term of the order, null where it has no value, and its id. */
export interface ListCursor {
  readonly keys: readonly (string | null)[]
  readonly id: number
}

/** A condition on metaverse objects. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  /** Set by the configuration, not by the reader: it may look at what the reader does not see. */
  | { readonly kind: 'unrestricted'; readonly condition: Condition }
  | { readonly kind: 'ids'; readonly ids: readonly number[] }
  | { readonly kind: 'type'; readonly types: readonly string[] }
  | { readonly kind: 'value'; readonly attribute: MetaverseAttribute; readonly test: ValueTest }
  | {
      readonly kind: 'time'
      readonly column: TimeColumn
      readonly operator: '=' | '<' | '<=' | '>' | '>='
      readonly at: Date
    }
  /** It has a connector of this agent with this name. */
  | { readonly kind: 'entry'; readonly agent: string; readonly dnKey: string }
  /** Something at the other end of the relation is of the type, and meets the condition. */
  | {
      readonly kind: 'related'
      readonly relation: Relation
      readonly type: string | undefined
      readonly condition: Condition | undefined
    }

export type TimeColumn = 'created_at' | 'changed_at'

/** A test of an attribute's values: one of them has to pass it. */
export type ValueTest =
  | { readonly kind: 'present' }
  /** One of these, letter by letter. `keys` are their search keys, in the same order. */
  | { readonly kind: 'equals'; readonly values: readonly string[]; readonly keys: readonly string[] }
  /** One of these, given as search keys. */
  | { readonly kind: 'equals-key'; readonly keys: readonly string[] }
  | { readonly kind: 'text'; readonly where: TextPlace; readonly value: string; readonly key: string }
  | { readonly kind: 'text-key'; readonly where: TextPlace; readonly key: string }
  /** By code point, or as numbers where the attribute is one. */
  | { readonly kind: 'compare'; readonly operator: '<' | '<=' | '>' | '>='; readonly value: string }

export type TextPlace = 'start' | 'inside' | 'end'
