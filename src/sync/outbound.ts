import type { OutboundCounter } from '../model/counter.js'
import { flowExport } from './export-flow.js'
import type { TakenNames } from './names.js'
import { type Provisioned, provision } from './provision.js'
import type { Workspace } from './workspace.js'

/** What outbound synchronization did with one connector. */
export interface Outbound {
  readonly entry: number
  readonly agent: number
  readonly counter: OutboundCounter
}

/** Provisioning and export flow for one object (domain.md 2.3). @throws ProblemError; the caller rolls back. */
export function outbound(workspace: Workspace, id: number, taken: TakenNames): Outbound[] {
  if (workspace.object(id).life === 'deleted') return []
  const provisioned = new Map(provision(workspace, id, taken).map(done => [done.entry, done]))
  const results: Outbound[] = [...provisioned.values()]
    .filter(done => done.kind === 'disconnect')
    .map(done => ({ entry: done.entry, agent: done.agent, counter: 'provisioned-disconnect' }))
  const object = workspace.object(id)
  for (const link of object.links) {
    const { agent } = workspace.entry(link)
    const done = provisioned.get(link)
    if (done === undefined && !exports(workspace, link, object.type)) continue
    const flowed = flowExport(workspace, object, link)
    results.push({ entry: link, agent, counter: counterOf(done, flowed) })
  }
  return results
}

function exports(workspace: Workspace, id: number, type: string): boolean {
  const entry = workspace.entry(id)
  return (
    workspace.rules.agents.get(entry.agent)?.types.get(entry.objectType)?.exportFlows.has(type) === true ||
    entry.pendingExport !== undefined
  )
}

function counterOf(done: Provisioned | undefined, flowed: boolean): OutboundCounter {
  if (done?.kind === 'add') return flowed ? 'provisioned-add-flow' : 'provisioned-add-no-flow'
  if (done?.kind === 'rename') return flowed ? 'provisioned-rename-flow' : 'provisioned-rename-no-flow'
  return flowed ? 'outbound-connector-flow' : 'outbound-connector-no-flow'
}
