import type { ConnectorState, ExportChange, ImportOperation } from '../connector-space/entry.js'
import type { Contributions } from '../metaverse/object.js'
import type { Attributes } from '../model/value.js'

/** An entry as one synchronization decision sees it. Records are replaced, never changed. */
export interface WorkEntry {
  readonly id: number
  readonly agent: number
  readonly objectType: string
  readonly anchor: string | undefined
  readonly dn: string
  /** Layers 0 + 1. */
  readonly image: Attributes
  /** Layer 0: what other objects' decisions may rely on until this entry is synchronized itself. */
  readonly synchronized: Attributes
  /** Reference attributes with values; only those that several flows compete for. */
  readonly present: readonly string[]
  readonly pending: ImportOperation | undefined
  /** Whether it got or lost a name since it was last synchronized: references by name may mean something else now. */
  readonly moved: boolean
  readonly state: ConnectorState
  /** Whether `state` is on record as a disconnector's; an entry that was never synchronized has none. */
  readonly recorded: boolean
  readonly link: WorkLink | undefined
  readonly filteredBy: number | undefined
  /** Layer 4. */
  readonly pendingExport: ExportChange | undefined
  /** Layers 2 and 3: sent and not yet seen back, then what is being sent. */
  readonly sent: readonly ExportChange[]
  /** Whether an export step has some of it in hand. */
  readonly sending?: boolean
  /** `new` was provisioned in this page; `removed` leaves the connector space. */
  readonly life: 'held' | 'new' | 'removed'
}

export interface WorkLink {
  readonly object: number
  readonly rule: number | undefined
  readonly explicit: boolean
  readonly contributions: Contributions
}

/** A metaverse object as one synchronization decision sees it. */
export interface WorkObject {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  /** Entries linked to it. */
  readonly links: readonly number[]
  readonly life: 'held' | 'new' | 'deleted'
  /** The deletion rule gave it up; it waits for a connector of that agent to come back (domain.md 7.2, grace period). */
  readonly deferred: Deferred | undefined
}

export interface Deferred {
  /** Whose connector was lost. */
  readonly agent: number
  /** When the object goes; milliseconds since 1970. */
  readonly due: number
}

/** References of one entry that flow to one metaverse attribute. */
export interface ReferenceWork {
  readonly object: number
  readonly metaverseAttribute: string
  /** Undefined: whoever gave them is gone. */
  readonly from: ReferenceSource | undefined
  /** Compare all rows, not only those that an import changed. */
  readonly whole: boolean
  /** Whether others give the attribute, too (domain.md 5.2). */
  readonly sharing: 'none' | 'equal' | 'merge'
  /** With `from` undefined: who is left to give what the one who left gave. */
  readonly left?: readonly ReferenceSource[]
}

/** References of an entry's attribute, as a flow gives them. */
export interface ReferenceSource {
  readonly entry: number
  readonly agent: number
  readonly attribute: string
  readonly rule: number
}
