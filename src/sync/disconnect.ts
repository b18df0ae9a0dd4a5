import type { ConnectorState } from '../connector-space/entry.js'
import { flowImport } from './import-flow.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

export interface Disconnection {
  /** What the entry becomes. */
  readonly state: ConnectorState
  readonly filteredBy?: number | undefined
  /** Whether losing this connector is a reason to look at the object deletion rule (domain.md 7.2). */
  readonly evaluateDeletion: boolean
}

/** Breaks an entry's link, recalls what it contributed, and applies the object deletion rule. Answers whether the object survived. */
export function disconnect(
  workspace: Workspace,
  id: number,
  { state, filteredBy, evaluateDeletion }: Disconnection,
): boolean {
  const entry = workspace.entry(id)
  if (entry.link === undefined) return true
  const object = workspace.object(entry.link.object)
  const contributed = new Set(Object.keys(entry.link.contributions))
  workspace.setEntry({ ...entry, link: undefined, state, filteredBy, pendingExport: undefined })
  workspace.setObject({ ...object, links: object.links.filter(link => link !== id) })
  if (mustDelete(workspace, workspace.object(object.id), { entry, evaluateDeletion })) {
    deleteObject(workspace, object.id)
    return false
  }
  if (contributed.size > 0 && workspace.rules.agents.get(entry.agent)?.recall !== false) {
    flowImport(workspace, { object: object.id, entry: undefined, attributes: contributed })
  }
  return true
}

function mustDelete(
  workspace: Workspace,
  object: WorkObject,
  { entry, evaluateDeletion }: { entry: WorkEntry; evaluateDeletion: boolean },
): boolean {
  // Whatever the rule says, an object without a connector cannot be.
  if (object.links.length === 0) return true
  const rule = workspace.rules.metaverse.types.get(object.type)?.deletion
  if (!evaluateDeletion || rule === undefined) return false
  if (rule.type === 'scripted') return false
  if (rule.type === 'declared-any') return rule.agents.has(entry.agent)
  return object.links.every(link => rule.ignore.has(workspace.entry(link).agent))
}

/** Deletes an object and deprovisions what is still connected to it, each by its agent's rule (domain.md 7.1). */
export function deleteObject(workspace: Workspace, id: number): void {
  const object = workspace.object(id)
  for (const link of object.links) deprovision(workspace, link)
  workspace.setObject({ ...workspace.object(id), links: [], attributes: {}, life: 'deleted' })
}

/** What an agent's deprovisioning rule makes of a disconnected entry. The link is gone afterwards. */
export function deprovision(workspace: Workspace, id: number): void {
  const entry = workspace.entry(id)
  const action = workspace.rules.agents.get(entry.agent)?.deprovisioning ?? 'make-normal-disconnector'
  const unsent = entry.pendingExport?.operation === 'add' && entry.sent.length === 0
  const free = { ...entry, link: undefined, filteredBy: undefined }
  if (unsent) workspace.setEntry({ ...free, state: 'disconnector', pendingExport: undefined, life: 'removed' })
  else if (action === 'delete-object') {
    workspace.setEntry({
      ...free,
      state: 'explicit-disconnector',
      pendingExport: { operation: 'delete', dn: undefined, changes: {} },
    })
  } else
    workspace.setEntry({
      ...free,
      state: action === 'make-normal-disconnector' ? 'disconnector' : 'explicit-disconnector',
      pendingExport: undefined,
    })
}
