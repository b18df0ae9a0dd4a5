/** MIM's step counters (domain.md 4.3), kept as one flat record per step; outbound counters carry the target agent's name. */
export const STAGING_COUNTERS = [
  'stage-no-change',
  'stage-add',
  'stage-update',
  'stage-rename',
  'stage-delete',
  'stage-delete-add',
  'stage-failure',
] as const
export const DISCOVERY_COUNTERS = ['filtered-deletions', 'filtered-objects'] as const
export const INBOUND_COUNTERS = [
  'disconnector-filtered',
  'disconnector-joined-no-flow',
  'disconnector-joined-flow',
  'disconnector-joined-remove-mv',
  'disconnector-projected-no-flow',
  'disconnector-projected-flow',
  'disconnector-projected-remove-mv',
  'disconnector-remains',
  'connector-filtered-remove-mv',
  'connector-filtered-leave-mv',
  'connector-flow',
  'connector-no-flow',
  'connector-flow-remove-mv',
  'connector-delete-remove-mv',
  'connector-delete-leave-mv',
  'connector-delete-add-processed',
  'disconnector-deleted',
  'flow-failure',
] as const
export const OUTBOUND_COUNTERS = [
  'provisioned-add-no-flow',
  'provisioned-add-flow',
  'provisioned-rename-no-flow',
  'provisioned-rename-flow',
  'provisioned-delete-add-no-flow',
  'provisioned-delete-add-flow',
  'provisioned-disconnect',
  'outbound-connector-flow',
  'outbound-connector-no-flow',
] as const
export const EXPORT_COUNTERS = [
  'export-add',
  'export-update',
  'export-rename',
  'export-delete',
  'export-delete-add',
  'export-failure',
] as const

/** What people do by hand, outside the run profiles. */
export const OPERATOR_COUNTERS = [
  'connector-disconnected-remove-mv',
  'connector-disconnected-leave-mv',
  'disconnector-set',
  'connector-cleared-remove-mv',
  'connector-cleared-leave-mv',
  'disconnector-cleared',
  'object-deleted',
  'object-restored',
  'object-changed-back',
  'references-changed-back',
  'object-left-alone',
  'link-restored',
  'link-undone',
  'link-lost',
  'undo-failure',
] as const

export type StagingCounter = (typeof STAGING_COUNTERS)[number]
export type DiscoveryCounter = (typeof DISCOVERY_COUNTERS)[number]
export type InboundCounter = (typeof INBOUND_COUNTERS)[number]
export type OutboundCounter = (typeof OUTBOUND_COUNTERS)[number]
export type ExportCounter = (typeof EXPORT_COUNTERS)[number]
export type OperatorCounter = (typeof OPERATOR_COUNTERS)[number]
export type Counter =
  | StagingCounter
  | DiscoveryCounter
  | InboundCounter
  | OutboundCounter
  | ExportCounter
  | OperatorCounter

/** Counters kept as numbers only: no row says which objects are behind them (MIM's `detail="false"`). */
export const WITHOUT_DETAIL: ReadonlySet<Counter> = new Set<Counter>([
  'stage-no-change',
  'disconnector-remains',
  'connector-no-flow',
  'outbound-connector-no-flow',
  'filtered-deletions',
  'filtered-objects',
  'disconnector-cleared',
])

/** Counter → count. Outbound counters are keyed `<counter>@<target agent>`. */
export type Counters = Record<string, number>

/** Adds to a counter in place. A counter that nothing was counted for does not exist. */
export function count(counters: Counters, name: string, by = 1): void {
  if (by === 0) return
  counters[name] = (counters[name] ?? 0) + by
}
