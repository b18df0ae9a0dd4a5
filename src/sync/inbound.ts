import type { InboundCounter } from '../model/counter.js'
import { matchesFilter } from '../rules/filter.js'
import type { TypeRules } from '../rules/rule-set.js'
import { disconnect } from './disconnect.js'
import { flowImport } from './import-flow.js'
import { findJoin } from './join.js'
import { entryScope } from './scope.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

/** What inbound synchronization did with an entry (domain.md 2.2). The counter's `-flow` and `-remove-mv` endings come from the rest. */
export interface Inbound {
  readonly entry: number
  readonly situation: Situation
  readonly flowed: boolean
  /** Objects that changed, or that changed hands. */
  readonly objects: readonly number[]
}

export type Situation =
  | 'deleted-disconnector'
  | 'deleted-connector'
  | 'retyped'
  | 'filtered'
  | 'connector-filtered'
  | 'joined'
  | 'projected'
  | 'connected'
  | 'remains'

/** Takes one entry through delete, filter, join, projection and import flow. @throws ProblemError; the caller rolls back. */
export function inbound(workspace: Workspace, id: number): Inbound {
  const entry = workspace.entry(id)
  const before = entry.link?.object
  if (entry.pending === 'delete') return inboundDelete(workspace, entry)
  if (entry.pending === 'delete-add' && before !== undefined) {
    disconnect(workspace, id, { state: 'disconnector', evaluateDeletion: true })
    const after = synchronizeHeld(workspace, id)
    return { ...after, situation: 'retyped', objects: [...new Set([before, ...after.objects])] }
  }
  return synchronizeHeld(workspace, id)
}

function inboundDelete(workspace: Workspace, entry: WorkEntry): Inbound {
  const object = entry.link?.object
  if (object !== undefined) disconnect(workspace, entry.id, { state: 'disconnector', evaluateDeletion: true })
  workspace.setEntry({ ...workspace.entry(entry.id), pendingExport: undefined, life: 'removed' })
  return {
    entry: entry.id,
    situation: object === undefined ? 'deleted-disconnector' : 'deleted-connector',
    flowed: false,
    objects: object === undefined ? [] : [object],
  }
}

function synchronizeHeld(workspace: Workspace, id: number): Inbound {
  const entry = workspace.entry(id)
  const rules = workspace.rules.agents.get(entry.agent)?.types.get(entry.objectType)
  if (rules === undefined) return remains(workspace, entry)
  const filtered = matchesFilter(rules.filter, entryScope(entry))
  if (filtered !== undefined && entry.state !== 'explicit-connector')
    return applyFilter(workspace, entry, filtered.rule)
  if (entry.link !== undefined) return flow(workspace, id, 'connected')
  if (entry.state === 'explicit-disconnector') return { entry: id, situation: 'remains', flowed: false, objects: [] }
  return connect(workspace, entry, rules)
}

function applyFilter(workspace: Workspace, entry: WorkEntry, rule: number): Inbound {
  const object = entry.link?.object
  const state = 'filtered-disconnector'
  if (object === undefined) {
    if (entry.state !== state) workspace.setEntry({ ...entry, state, filteredBy: rule })
    return { entry: entry.id, situation: 'filtered', flowed: false, objects: [] }
  }
  disconnect(workspace, entry.id, { state, filteredBy: rule, evaluateDeletion: true })
  return { entry: entry.id, situation: 'connector-filtered', flowed: false, objects: [object] }
}

function connect(workspace: Workspace, entry: WorkEntry, rules: TypeRules): Inbound {
  const join = findJoin(workspace, entry, rules)
  if (join !== undefined) {
    link(workspace, entry, join)
    return flow(workspace, entry.id, 'joined')
  }
  if (rules.projection?.kind !== 'declared') return remains(workspace, entry)
  const object = workspace.nextId()
  workspace.setObject({ id: object, type: rules.projection.metaverseType, attributes: {}, links: [], life: 'new' })
  link(workspace, entry, { object, rule: rules.projection.rule })
  return flow(workspace, entry.id, 'projected')
}

/** Links an entry to an object. */
export function link(
  workspace: Workspace,
  entry: WorkEntry,
  to: { readonly object: number; readonly rule: number },
): void {
  const object = workspace.object(to.object)
  workspace.setEntry({
    ...entry,
    state: 'connector',
    filteredBy: undefined,
    link: { object: to.object, rule: to.rule, explicit: false, contributions: {} },
  })
  workspace.setObject({ ...object, links: [...object.links, entry.id] })
}

function flow(workspace: Workspace, id: number, situation: Situation): Inbound {
  const object = workspace.entry(id).link?.object as number
  const flowed = flowImport(workspace, { object, entry: id, attributes: undefined })
  return { entry: id, situation, flowed, objects: [object] }
}

function remains(workspace: Workspace, entry: WorkEntry): Inbound {
  if (entry.state === 'filtered-disconnector')
    workspace.setEntry({ ...entry, state: 'disconnector', filteredBy: undefined })
  return { entry: entry.id, situation: 'remains', flowed: false, objects: [] }
}

/** The counter of an entry, once the fate of its object is known (domain.md 4.3). */
export function inboundCounter({
  situation,
  flowed,
  gone,
}: {
  situation: Situation
  flowed: boolean
  gone: boolean
}): InboundCounter {
  switch (situation) {
    case 'deleted-disconnector':
      return 'disconnector-deleted'
    case 'deleted-connector':
      return gone ? 'connector-delete-remove-mv' : 'connector-delete-leave-mv'
    case 'retyped':
      return 'connector-delete-add-processed'
    case 'filtered':
      return 'disconnector-filtered'
    case 'connector-filtered':
      return gone ? 'connector-filtered-remove-mv' : 'connector-filtered-leave-mv'
    case 'joined':
      return gone
        ? 'disconnector-joined-remove-mv'
        : flowed
          ? 'disconnector-joined-flow'
          : 'disconnector-joined-no-flow'
    case 'projected':
      return gone
        ? 'disconnector-projected-remove-mv'
        : flowed
          ? 'disconnector-projected-flow'
          : 'disconnector-projected-no-flow'
    case 'connected':
      return gone ? 'connector-flow-remove-mv' : flowed ? 'connector-flow' : 'connector-no-flow'
    case 'remains':
      return 'disconnector-remains'
  }
}
