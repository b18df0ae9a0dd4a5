import { nextConnectorState } from '../connector-space/connector-states.js'
import type { ConnectorState } from '../connector-space/entry.js'
import { flowImport } from './import-flow.js'
import { takenBack } from './listed-deletes.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

/**
 * Links an entry to an object. An object that waited for a connector of this agent to come back stays; an entry that was only listed for
 * removal is listed no more.
 */
export function link(
  workspace: Workspace,
  entry: WorkEntry,
  to: { readonly object: number; readonly rule: number | undefined; readonly explicit?: boolean },
): void {
  const object = workspace.object(to.object)
  workspace.trace?.add({ kind: 'link', entry: entry.id, object: to.object, rule: to.rule })
  const explicit = to.explicit === true
  workspace.setEntry({
    ...takenBack(workspace, entry),
    state: nextConnectorState(entry.state, explicit ? 'operator-links' : 'rule-links') as ConnectorState,
    filteredBy: undefined,
    link: { object: to.object, rule: to.rule, explicit, contributions: {} },
  })
  const deferred = object.deferred?.agent === entry.agent ? undefined : object.deferred
  workspace.setObject({ ...object, deferred, links: [...object.links, entry.id] })
}

/** Gives an object another type (mv-object-type-change): what its connectors give under the other type's flows is decided anew. */
export function changeType(workspace: Workspace, id: number, type: string): void {
  const object = workspace.object(id)
  if (object.type === type) return
  workspace.trace?.add({ kind: 'retype', object: id, before: object.type, after: type })
  const names = new Set(Object.keys(object.attributes))
  for (const flow of workspace.rules.importFlows.get(object.type)?.keys() ?? []) names.add(flow)
  for (const flow of workspace.rules.importFlows.get(type)?.keys() ?? []) names.add(flow)
  workspace.setObject({ ...object, type })
  flowImport(workspace, { object: id, entry: undefined, attributes: names })
}
