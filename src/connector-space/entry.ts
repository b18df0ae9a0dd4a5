import type { Changes } from '../model/delta.js'
import type { Attributes } from '../model/value.js'
import type { Lanes } from './hash.js'

/** The summary of what an import has staged and synchronization has not yet seen (domain.md 1.5). */
export const IMPORT_OPERATIONS = ['add', 'update', 'delete', 'delete-add'] as const
export type ImportOperation = (typeof IMPORT_OPERATIONS)[number]

export const EXPORT_OPERATIONS = ['add', 'update', 'delete', 'delete-add'] as const
export type ExportOperation = (typeof EXPORT_OPERATIONS)[number]

/** How an entry stands to the metaverse (domain.md 1.4). */
export const CONNECTOR_STATES = [
  'connector',
  'explicit-connector',
  'disconnector',
  'explicit-disconnector',
  'filtered-disconnector',
] as const
export type ConnectorState = (typeof CONNECTOR_STATES)[number]

/** What an entry was before it was linked; `leaving`: an explicit disconnector that was to be deleted with the next export. */
export type FormerState = ConnectorState | 'leaving'

/** What may become of an entry when its link ends: a state, or it is linked to another object, or it is gone. */
export const LINK_ENDS = [...CONNECTOR_STATES, 'joined-elsewhere', 'removed'] as const
export type LinkEnd = (typeof LINK_ENDS)[number]

/** A change that is to be, or was, sent to the source. References are rows of their own. */
export interface ExportChange {
  readonly operation: ExportOperation
  /** The name to create the object under, or its new name; undefined leaves it where it is. */
  readonly dn: string | undefined
  /** For an add or delete-add: every attribute as one `replace`. */
  readonly changes: Changes
  /** For a delete-add: the type of the object that is added. */
  readonly objectType?: string | undefined
}

/** A reference of a held entry; `pending` while synchronization has not seen it come or go. */
export interface HeldReference {
  readonly attribute: string
  readonly key: string
  readonly pending: 'add' | 'delete' | undefined
}

/** One connector-space object as staging sees it. */
export interface HeldEntry {
  readonly id: number
  readonly objectType: string
  readonly anchor: string | undefined
  readonly dn: string
  /** Another object has its name; its own news has not come (domain.md 1.6). */
  readonly transient: boolean
  /** The import image (layers 0 + 1), without references. */
  readonly image: Attributes
  /** Undefined when the object was provisioned and never imported. */
  readonly lanes: Lanes | undefined
  readonly pending: PendingImport | undefined
  readonly unconfirmed: ExportChange | undefined
  /** All of the entry's references for a whole object, or those that a change names. */
  readonly references: readonly HeldReference[]
}

/** Layer 1: what the last synchronization has not seen yet. `previous` is layer 0, the synchronized image. */
export interface PendingImport {
  readonly operation: ImportOperation
  readonly previous: Attributes | undefined
  readonly previousType: string | undefined
}
