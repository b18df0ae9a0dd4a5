import type { ConnectorState, ExportChange } from '../connector-space/entry.js'
import type { AttributeChange } from '../model/delta.js'
import type { Values } from '../model/value.js'
import type { DeprovisioningAction, FilterCondition, Precedence } from '../rules/rule-set.js'

/**
 * What synchronization looked at and how it decided, in order, for a preview (domain.md 9.1). Rules, entries and objects are numbers.
 * Where nobody asked for it, nothing is worked out: `workspace.trace?.add(…)`.
 */
export interface Trace {
  readonly events: readonly TraceEvent[]
  add(event: TraceEvent): void
  /** The page is decided again: what was decided so far has never been. */
  restart(): void
}

export function newTrace(): Trace {
  let events: TraceEvent[] = []
  return {
    get events() {
      return events
    },
    add: event => {
      events.push(event)
    },
    restart: () => {
      events = []
    },
  }
}

export type TraceEvent =
  | FilterEvent
  | JoinEvent
  | ProjectionEvent
  | ImportEvent
  | RetypeEvent
  | LinkEvent
  | DisconnectEvent
  | DeletionEvent
  | RecallEvent
  | ProvisioningRuleEvent
  | ProvisionedEvent
  | DeprovisioningEvent
  | ExportEvent

/** A connector filter; `explicit` entries are not subject to it, whether it matches or not. */
export interface FilterEvent {
  readonly kind: 'filter'
  readonly entry: number
  readonly status: 'matched' | 'passed' | 'explicit'
  readonly alternatives: readonly TracedAlternative[]
}

export interface TracedAlternative {
  readonly rule: number
  readonly matched: boolean
  /** None for a filter in code. */
  readonly conditions: readonly (FilterCondition & { readonly holds: boolean })[]
}

export const JOIN_STATUSES = ['joined', 'no-value', 'no-match', 'ambiguous', 'declined', 'not-reached'] as const

/** One join criterion: what it searched for, what it found, and what came of it. */
export interface JoinEvent {
  readonly kind: 'join'
  readonly entry: number
  readonly rule: number
  readonly status: (typeof JOIN_STATUSES)[number]
  readonly metaverseType: string | undefined
  readonly searches: readonly { readonly metaverseAttribute: string; readonly keys: readonly string[] }[]
  readonly hits: readonly number[]
  /** Whether code chooses among the hits. */
  readonly resolution: boolean
  readonly object: number | undefined
}

export interface ProjectionEvent {
  readonly kind: 'projection'
  readonly entry: number
  readonly status: 'projected' | 'declined' | 'no-rule'
  readonly rule: number | undefined
  readonly metaverseType: string | undefined
}

export const IMPORT_FLOW_STATUSES = [
  'applied',
  'unchanged',
  'repopulated',
  'not-precedent',
  'no-value',
  'declined',
  'no-connector',
  'failed',
] as const

/** One import flow to an attribute. What is `not-precedent` was not needed; its values are only known where it was asked. */
export interface TracedImportFlow {
  readonly rule: number
  readonly status: (typeof IMPORT_FLOW_STATUSES)[number]
  readonly entry: number | undefined
  readonly values: Values | undefined
}

/** One metaverse attribute decided. */
export interface ImportEvent {
  readonly kind: 'import'
  readonly object: number
  readonly attribute: string
  readonly precedence: Precedence
  /** The entry that is synchronized; undefined after a disconnection. */
  readonly entry: number | undefined
  readonly flows: readonly TracedImportFlow[]
  /** References are rows: what changes of them is known when they are compared. */
  readonly reference: boolean
  readonly before: Values
  readonly after: Values
}

export interface RetypeEvent {
  readonly kind: 'retype'
  readonly object: number
  readonly before: string
  readonly after: string
}

export interface LinkEvent {
  readonly kind: 'link'
  readonly entry: number
  readonly object: number
  readonly rule: number | undefined
}

export interface DisconnectEvent {
  readonly kind: 'disconnect'
  readonly entry: number
  readonly object: number
  readonly becomes: ConnectorState | 'removed'
}

export const DELETION_STATUSES = ['deleted', 'deferred', 'kept'] as const

/** An object deletion rule. `no-connector`: nothing is left, whatever the rule says; `not-evaluated`: provisioning took the connector. */
export interface DeletionEvent {
  readonly kind: 'deletion'
  readonly object: number
  readonly entry: number
  readonly status: (typeof DELETION_STATUSES)[number]
  readonly rule: 'declared-any' | 'declared-last' | 'scripted' | 'no-rule' | 'no-connector' | 'not-evaluated'
  readonly due: number | undefined
}

export interface RecallEvent {
  readonly kind: 'recall'
  readonly object: number
  readonly entry: number
  readonly status: 'recalled' | 'switched-off' | 'nothing'
  readonly attributes: readonly string[]
}

export const PROVISIONING_STATUSES = ['applies', 'does-not-apply', 'not-reached'] as const

export interface ProvisioningRuleEvent {
  readonly kind: 'provisioning-rule'
  readonly object: number
  readonly rule: number
  readonly agent: number
  /** `not-reached`: an earlier rule of its agent applies. */
  readonly status: (typeof PROVISIONING_STATUSES)[number]
}

export const PROVISIONING_ACTIONS = ['add', 'join', 'rename', 'delete-add', 'disconnect'] as const

export interface ProvisionedEvent {
  readonly kind: 'provisioned'
  readonly object: number
  readonly entry: number
  readonly agent: number
  readonly action: (typeof PROVISIONING_ACTIONS)[number]
  /** Undefined: code. */
  readonly rule: number | undefined
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What a connector's own agent makes of it when it is disconnected; `removed`: nobody had heard of it yet. */
export interface DeprovisioningEvent {
  readonly kind: 'deprovisioning'
  readonly entry: number
  readonly action: DeprovisioningAction | 'removed'
  /** Whether code decided. */
  readonly code: boolean
  readonly becomes: ConnectorState | 'removed'
  readonly pendingExport: ExportChange | undefined
}

export const EXPORT_FLOW_STATUSES = [
  'applied',
  'unchanged',
  'no-value',
  'null-not-allowed',
  'initial-only',
  'export-only',
  'not-precedent',
  'exists',
  'does-not-exist',
  'reference',
  'failed',
] as const

export interface TracedExportFlow {
  readonly rule: number
  readonly attribute: string
  readonly status: (typeof EXPORT_FLOW_STATUSES)[number]
  /** What the source is expected to hold, and what the rule wants. */
  readonly before: Values | undefined
  readonly after: Values | undefined
  readonly changes: readonly AttributeChange[]
}

/** Export flow to one connector. */
export interface ExportEvent {
  readonly kind: 'export'
  readonly entry: number
  readonly object: number
  readonly flows: readonly TracedExportFlow[]
  readonly before: ExportChange | undefined
  readonly after: ExportChange | undefined
}
