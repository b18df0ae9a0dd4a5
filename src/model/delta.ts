import type { Attributes, Values } from './value.js'

/** A change of one attribute; `replace` with no values removes the attribute. */
export interface AttributeChange {
  readonly operation: 'add' | 'delete' | 'replace'
  readonly values: Values
}

/** Changes by attribute name. An attribute changed by value may carry an `add` and a `delete`, in this order of application: delete, add. */
export type Changes = Readonly<Record<string, readonly AttributeChange[]>>

/** The whole object as it is now (import), or is to be created (export). */
export interface AddDelta {
  readonly kind: 'add'
  readonly objectType: string
  readonly dn: string
  /** The source's immutable key. Absent on export: the source makes it. */
  readonly anchor?: string
  readonly attributes: Attributes
}

/** Changes to an object that the other side already knows. */
export interface ModifyDelta {
  readonly kind: 'modify'
  readonly objectType?: string
  readonly dn: string
  readonly anchor?: string
  /** The distinguished name after this change, when it moves or is renamed. */
  readonly newDn?: string
  readonly changes: Changes
}

export interface DeleteDelta {
  readonly kind: 'delete'
  readonly objectType?: string
  readonly dn: string
  readonly anchor?: string
}

/** One change to one object, as a connector reads or writes it. */
export type Delta = AddDelta | ModifyDelta | DeleteDelta
