import { nextConnectorState } from '../connector-space/connector-states.js'
import type { ConnectorState } from '../connector-space/entry.js'
import { matchesFilter } from '../rules/filter.js'
import type { TypeRules } from '../rules/rule-set.js'
import { disconnect } from './disconnect.js'
import { hear } from './hear.js'
import { flowImport } from './import-flow.js'
import { findJoin } from './join.js'
import { changeType, link } from './link.js'
import { projectedType } from './project.js'
import { entryScope } from './scope.js'
import { filterEvent } from './trace-inbound.js'
import { entryView } from './views.js'
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
  /** What a person did to it. */
  | 'disconnected'
  | 'set'
  | 'cleared'

/** Takes one entry through delete, filter, join, projection and import flow. @throws ProblemError; the caller rolls back. */
export function inbound(workspace: Workspace, id: number): Inbound {
  const entry = workspace.entry(id)
  const before = entry.link?.object
  if (entry.pending === 'delete') return inboundDelete(workspace, entry)
  if (entry.pending === 'delete-add' && before === undefined) {
    const state = nextConnectorState(entry.state, 'source-retypes') as ConnectorState
    workspace.setEntry({ ...entry, state, filteredBy: undefined })
  } else if (entry.pending === 'delete-add' && before !== undefined) {
    disconnect(workspace, id, { event: 'source-retypes', evaluateDeletion: true })
    const after = synchronizeHeld(workspace, id)
    return { ...after, situation: 'retyped', objects: [...new Set([before, ...after.objects])] }
  }
  return synchronizeHeld(workspace, id)
}

function inboundDelete(workspace: Workspace, entry: WorkEntry): Inbound {
  const object = entry.link?.object
  if (object !== undefined) disconnect(workspace, entry.id, { event: 'source-deletes', evaluateDeletion: true })
  workspace.setEntry({ ...workspace.entry(entry.id), pendingExport: undefined, life: 'removed' })
  return {
    entry: entry.id,
    situation: object === undefined ? 'deleted-disconnector' : 'deleted-connector',
    flowed: false,
    objects: object === undefined ? [] : [object],
  }
}

/** What neither filter nor rule parts or links (domain.md 1.4). */
const EXPLICIT: ReadonlySet<ConnectorState> = new Set<ConnectorState>(['explicit-connector', 'explicit-disconnector'])

function synchronizeHeld(workspace: Workspace, id: number): Inbound {
  const entry = workspace.entry(id)
  const rules = workspace.rules.agents.get(entry.agent)?.types.get(entry.objectType)
  if (rules === undefined) return remains(workspace, entry)
  const filter = filteringRule(workspace, entry, rules)
  workspace.trace?.add(filterEvent(entry, rules, filter))
  if (filter !== undefined && !EXPLICIT.has(entry.state)) return applyFilter(workspace, entry, filter)
  if (entry.link !== undefined) return flow(workspace, id, 'connected')
  if (entry.state === 'explicit-disconnector') return { entry: id, situation: 'remains', flowed: false, objects: [] }
  return connect(workspace, entry, rules)
}

function filteringRule(workspace: Workspace, entry: WorkEntry, rules: TypeRules): number | undefined {
  const { filter, filterCall } = rules
  if (filterCall === undefined) return matchesFilter(filter, entryScope(entry))?.rule
  return filterCall.call(entryView(workspace, entry, entry.image)) ? filterCall.rule : undefined
}

function applyFilter(workspace: Workspace, entry: WorkEntry, rule: number): Inbound {
  const object = entry.link?.object
  const event = 'filter-matches'
  if (object === undefined) {
    const state = nextConnectorState(entry.state, event) as ConnectorState
    if (entry.state !== state) workspace.setEntry({ ...entry, state, filteredBy: rule })
    return { entry: entry.id, situation: 'filtered', flowed: false, objects: [] }
  }
  disconnect(workspace, entry.id, { event, filteredBy: rule, evaluateDeletion: true })
  return { entry: entry.id, situation: 'connector-filtered', flowed: false, objects: [object] }
}

function connect(workspace: Workspace, entry: WorkEntry, rules: TypeRules): Inbound {
  const join = findJoin(workspace, entry, rules)
  if (join !== undefined) {
    if (join.metaverseType !== undefined) changeType(workspace, join.object, join.metaverseType)
    link(workspace, entry, join)
    return flow(workspace, entry.id, 'joined')
  }
  const type = projectedType(workspace, entry, rules.projection)
  workspace.trace?.add({
    kind: 'projection',
    entry: entry.id,
    status: rules.projection === undefined ? 'no-rule' : type === undefined ? 'declined' : 'projected',
    rule: rules.projection?.rule,
    metaverseType: type,
  })
  if (rules.projection === undefined || type === undefined) return remains(workspace, entry)
  const object = workspace.nextId()
  workspace.setObject({ id: object, type, attributes: {}, links: [], life: 'new', deferred: undefined })
  link(workspace, entry, { object, rule: rules.projection.rule })
  return flow(workspace, entry.id, 'projected')
}

function flow(workspace: Workspace, id: number, situation: Situation): Inbound {
  const object = workspace.entry(id).link?.object as number
  const flowed = flowImport(workspace, { object, entry: id, fresh: situation !== 'connected', attributes: undefined })
  hear(workspace, id)
  return { entry: id, situation, flowed, objects: [object] }
}

function remains(workspace: Workspace, entry: WorkEntry): Inbound {
  const state = nextConnectorState(entry.state, 'remains') as ConnectorState
  if (state !== entry.state) workspace.setEntry({ ...entry, state, filteredBy: undefined })
  return { entry: entry.id, situation: 'remains', flowed: false, objects: [] }
}
