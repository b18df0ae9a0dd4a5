import type { OutboundCounter } from '../model/counter.js'
import { ProblemError } from '../model/problem.js'
import type { Attributes } from '../model/value.js'
import { matchesFilter } from '../rules/filter.js'
import { flowExport } from './export-flow.js'
import type { TakenNames } from './names.js'
import { type Provisioned, provision } from './provision.js'
import { entryView, plannedImage } from './views.js'
import type { Workspace } from './workspace.js'

/** What outbound synchronization did with one connector. */
export interface Outbound {
  readonly entry: number
  readonly agent: number
  readonly counter: OutboundCounter
}

/** How often provisioning of one object may change what provisioning depends on (domain.md 2.3). */
const PASSES = 10

/** Provisioning and export flow for one object (domain.md 2.3). @throws ProblemError; the caller rolls back. */
export function outbound(workspace: Workspace, id: number, taken: TakenNames): Outbound[] {
  if (workspace.object(id).life === 'deleted') return []
  const provisioned = provisionToRest(workspace, id, taken)
  const results: Outbound[] = [...provisioned.values()]
    .filter(done => done.kind === 'disconnect')
    .map(done => ({ entry: done.entry, agent: done.agent, counter: 'provisioned-disconnect' }))
  const object = workspace.object(id)
  for (const link of object.links) {
    const { agent } = workspace.entry(link)
    const done = provisioned.get(link)
    if (done === undefined && !exports(workspace, link, object.type)) continue
    const flowed = flowExport(workspace, object, link)
    const made = done !== undefined && done.kind !== 'join'
    if (made || flowed) validateFilter(workspace, link, made)
    results.push({ entry: link, agent, counter: counterOf(done, flowed) })
  }
  return results
}

/** What provisioning takes away is recalled, which may change what it wants: it is asked again until nothing changes. */
function provisionToRest(workspace: Workspace, id: number, taken: TakenNames): Map<number, Provisioned> {
  const provisioned = new Map<number, Provisioned>()
  for (let pass = 1; pass <= PASSES; pass++) {
    const before = workspace.object(id).attributes
    for (const done of provision(workspace, id, taken)) {
      // What came and went within one synchronization has never been.
      const vanished = done.kind === 'disconnect' && provisioned.get(done.entry)?.kind === 'add'
      if (vanished) provisioned.delete(done.entry)
      else provisioned.set(done.entry, done)
    }
    const after = workspace.object(id)
    if (after.life === 'deleted' || after.attributes === before) return provisioned
  }
  throw new ProblemError({
    code: 'extension-provisioning-call-limit-reached',
    message: `Provisioning did not come to rest in ${PASSES} passes: what it takes away changes what it wants.`,
    hint: 'Let `when` not depend on values that the connector itself gives, or switch recall off for its agent.',
  })
}

// A connector that its own agent would filter out at the next import, because of what is sent to it, is a contradiction in the rules
// (domain.md 2.3). What the source has in it already that the filter matches, is for the connector's own synchronization.
function validateFilter(workspace: Workspace, id: number, made: boolean): void {
  const entry = workspace.entry(id)
  const objectType = entry.pendingExport?.objectType ?? entry.objectType
  const rules = workspace.rules.agents.get(entry.agent)?.types.get(objectType)
  if (rules === undefined || entry.state === 'explicit-connector') return
  const isFiltered = (dn: string, attributes: Attributes): boolean => {
    const view = { ...entryView(workspace, entry, attributes), dn, objectType }
    return rules.filterCall?.call(view) ?? matchesFilter(rules.filter, { attributes, dn, objectType }) !== undefined
  }
  const dn = entry.pendingExport?.dn ?? entry.dn
  if (!isFiltered(dn, plannedImage(entry)) || (!made && isFiltered(entry.dn, entry.image))) return
  throw new ProblemError({
    code: 'connector-filter-rule-violation',
    message: `“${dn}” would be filtered out by its own agent's connector filter.`,
    hint: 'Let provisioning and export flows give nothing that the filter keeps out.',
    where: { dn },
  })
}

function exports(workspace: Workspace, id: number, type: string): boolean {
  const entry = workspace.entry(id)
  const objectType = entry.pendingExport?.objectType ?? entry.objectType
  return (
    workspace.rules.agents.get(entry.agent)?.types.get(objectType)?.exportFlows.has(type) === true ||
    entry.pendingExport !== undefined
  )
}

const COUNTERS: Record<Provisioned['kind'], readonly [OutboundCounter, OutboundCounter]> = {
  add: ['provisioned-add-flow', 'provisioned-add-no-flow'],
  rename: ['provisioned-rename-flow', 'provisioned-rename-no-flow'],
  'delete-add': ['provisioned-delete-add-flow', 'provisioned-delete-add-no-flow'],
  join: ['outbound-connector-flow', 'outbound-connector-no-flow'],
  disconnect: ['provisioned-disconnect', 'provisioned-disconnect'],
}

const counterOf = (done: Provisioned | undefined, flowed: boolean): OutboundCounter =>
  COUNTERS[done?.kind ?? 'join'][flowed ? 0 : 1]
