import { type ConnectorEvent, nextConnectorState } from '../connector-space/connector-states.js'
import type { ConnectorState, ExportChange } from '../connector-space/entry.js'
import type { DeprovisioningAction } from '../rules/rule-set.js'
import { flowImport } from './import-flow.js'
import { deletionRule } from './trace-outbound.js'
import { entryView, objectView } from './views.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

export interface Disconnection {
  /** What happens to the entry; it decides what the entry becomes. */
  readonly event: ConnectorEvent
  readonly filteredBy?: number | undefined
  /** Whether losing this connector is a reason to look at the object deletion rule (domain.md 7.2). */
  readonly evaluateDeletion: boolean
}

/**
 * Breaks an entry's link, recalls what it contributed, and applies the object deletion rule. An object with a grace period
 * is only marked, and keeps what it has meanwhile. Answers whether the object survived.
 */
export function disconnect(
  workspace: Workspace,
  id: number,
  { event, filteredBy, evaluateDeletion }: Disconnection,
): boolean {
  const entry = workspace.entry(id)
  if (entry.link === undefined) return true
  const object = workspace.object(entry.link.object)
  const goes = mustDelete(workspace, object, { entry, evaluateDeletion })
  const next = nextConnectorState(entry.state, event)
  workspace.trace?.add({ kind: 'disconnect', entry: id, object: object.id, becomes: next })
  const leaving = next === 'removed' ? { state: 'disconnector' as const, life: 'removed' as const } : { state: next }
  workspace.setEntry({ ...entry, ...leaving, link: undefined, filteredBy, pendingExport: undefined })
  workspace.setObject({ ...object, links: object.links.filter(link => link !== id) })
  const grace = workspace.rules.metaverse.types.get(object.type)?.grace ?? 0
  const deferred = object.deferred ?? { agent: entry.agent, due: workspace.now + grace }
  workspace.trace?.add({
    kind: 'deletion',
    object: object.id,
    entry: id,
    status: !goes ? 'kept' : grace > 0 ? 'deferred' : 'deleted',
    rule: deletionRule(workspace, object, { entry: id, evaluateDeletion }),
    due: goes && grace > 0 ? deferred.due : undefined,
  })
  if (goes && grace > 0) {
    workspace.setObject({ ...workspace.object(object.id), deferred })
    return true
  }
  if (goes) {
    deleteObject(workspace, object.id)
    return false
  }
  recall(workspace, object.id, entry)
  return true
}

/** What an entry gave leaves the object, and comes again from whoever is next (domain.md 5.6). */
export function recall(workspace: Workspace, object: number, entry: WorkEntry): void {
  const contributed = new Set(Object.keys(entry.link?.contributions ?? {}))
  const off = workspace.rules.agents.get(entry.agent)?.recall === false
  workspace.trace?.add({
    kind: 'recall',
    object,
    entry: entry.id,
    status: off ? 'switched-off' : contributed.size === 0 ? 'nothing' : 'recalled',
    attributes: [...contributed],
  })
  if (contributed.size === 0 || off) return
  flowImport(workspace, { object, entry: undefined, attributes: contributed })
}

/** Whether an object goes when one of its connectors is lost (domain.md 7.2). */
export function mustDelete(
  workspace: Workspace,
  object: WorkObject,
  { entry, evaluateDeletion }: { readonly entry: WorkEntry; readonly evaluateDeletion: boolean },
): boolean {
  const left = object.links.filter(link => link !== entry.id)
  // Whatever the rule says, an object without a connector cannot be.
  if (left.length === 0) return true
  const rule = workspace.rules.metaverse.types.get(object.type)?.deletion
  if (!evaluateDeletion) return false
  switch (rule?.type) {
    case undefined:
      return false
    case 'declared-any':
      return rule.agents.has(entry.agent)
    case 'declared-last':
      return left.every(link => rule.ignore.has(workspace.entry(link).agent))
    case 'scripted':
      return (
        workspace.rules.extension?.shouldDelete?.(
          entryView(workspace, entry, entry.image),
          objectView(workspace, object, each => each.synchronized),
        ) === true
      )
  }
}

/**
 * Deletes an object and deprovisions what is still connected to it, each by its agent's rule (domain.md 7.1).
 * @param asking is told whose rule is asked
 */
export function deleteObject(workspace: Workspace, id: number, asking?: (entry: number) => void): void {
  const object = workspace.object(id)
  for (const link of object.links) {
    asking?.(link)
    deprovision(workspace, link)
  }
  workspace.setObject({ ...workspace.object(id), links: [], attributes: {}, life: 'deleted', deferred: undefined })
}

/** What an agent's deprovisioning rule makes of a disconnected entry (domain.md 7.1). The link is gone afterwards. */
export function deprovision(workspace: Workspace, id: number): void {
  const entry = workspace.entry(id)
  const rule = workspace.rules.agents.get(entry.agent)?.deprovisioning ?? 'make-normal-disconnector'
  const free = { ...entry, link: undefined, filteredBy: undefined }
  // Nobody has heard of it: there is nothing to disconnect or delete.
  if (entry.pendingExport?.operation === 'add' && entry.sent.length === 0) {
    const nothing = { action: 'removed', code: false, becomes: 'removed', pendingExport: undefined } as const
    workspace.trace?.add({ kind: 'deprovisioning', entry: id, ...nothing })
    workspace.setEntry({ ...free, state: 'disconnector', pendingExport: undefined, life: 'removed' })
    return
  }
  const { action, dn, changes } =
    typeof rule === 'string'
      ? { action: rule, dn: undefined, changes: {} }
      : rule(entryView(workspace, entry, entry.image), viewOf(workspace, entry))
  const state = nextConnectorState(entry.state, EVENTS[action]) as ConnectorState
  const last = dn !== undefined || Object.keys(changes).length > 0
  const farewell: ExportChange | undefined =
    action === 'delete-object'
      ? { operation: 'delete', dn: undefined, changes: {} }
      : last
        ? { operation: 'update', dn, changes }
        : undefined
  const code = typeof rule !== 'string'
  workspace.trace?.add({ kind: 'deprovisioning', entry: id, action, code, becomes: state, pendingExport: farewell })
  workspace.setEntry({ ...free, state, pendingExport: farewell })
}

const EVENTS = {
  'make-normal-disconnector': 'deprovisioned-normal',
  'make-explicit-disconnector': 'deprovisioned-explicit',
  'delete-object': 'deprovisioned-delete',
} as const satisfies Record<DeprovisioningAction, ConnectorEvent>

const viewOf = (workspace: Workspace, entry: WorkEntry) =>
  objectView(workspace, workspace.object(entry.link?.object as number), each => each.synchronized)
