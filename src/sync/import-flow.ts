import type { Contribution } from '../metaverse/object.js'
import { sameValues, type Values, valuesOf } from '../model/value.js'
import { flowValues } from '../rules/flow.js'
import { type FlowConnector, winner } from '../rules/precedence.js'
import type { ImportFlow, ValueSource } from '../rules/rule-set.js'
import { entryScope, siblingScope } from './scope.js'
import type { WorkEntry, WorkLink, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

interface Connector extends FlowConnector {
  readonly entry: WorkEntry
}

/** Whose values changed, and how much of it is to be looked at. */
export interface FlowOccasion {
  readonly object: number
  /** The entry that is being synchronized: its import image counts; undefined after a disconnection. */
  readonly entry: number | undefined
  /** Attributes to decide again; undefined: those that the entry feeds. */
  readonly attributes: ReadonlySet<string> | undefined
}

/**
 * Import attribute flow with ranked precedence, fallback and repopulation (domain.md 5.2): decides each metaverse attribute again
 * that the entry feeds. Answers whether the object changed; reference attributes are handed on as work for rows.
 */
export function flowImport(workspace: Workspace, { object: id, entry, attributes }: FlowOccasion): boolean {
  const object = workspace.object(id)
  const flows = workspace.rules.importFlows.get(object.type)
  const connectors = object.links.map(link => toConnector(workspace.entry(link), entry))
  const names = attributes ?? fedAttributes(workspace, object, entry)
  const links = new Map<number, Record<string, Contribution>>()
  let values: Record<string, Values> | undefined
  for (const name of names) {
    const ranked = flows?.get(name)?.flows ?? []
    if (workspace.rules.metaverse.attributes.get(name)?.type === 'reference') {
      flowReferences(workspace, { object, name, ranked, connectors, entry, links })
      continue
    }
    const decided = decide(workspace, name, ranked, connectors)
    const before = valuesOf((values ?? object.attributes) as WorkObject['attributes'], name)
    const changed = !sameValues(before, decided?.values ?? [])
    contribute(workspace, {
      connectors,
      name,
      rule: decided?.flow.rule,
      by: decided?.connector.entryId,
      changed,
      links,
    })
    if (!changed) continue
    values ??= { ...object.attributes }
    if (decided === undefined) delete values[name]
    else values[name] = decided.values
  }
  for (const [linked, contributions] of links) setContributions(workspace, linked, contributions)
  if (values === undefined) return false
  workspace.setObject({ ...workspace.object(id), attributes: values })
  return true
}

const toConnector = (entry: WorkEntry, current: number | undefined): Connector => ({
  entry,
  entryId: entry.id,
  agent: entry.agent,
  objectType: entry.objectType,
  scope: entry.id === current ? entryScope(entry) : siblingScope(entry),
})

/** Attributes that the entry's flows feed, and those that it gave under earlier rules. */
function fedAttributes(workspace: Workspace, object: WorkObject, id: number | undefined): Set<string> {
  if (id === undefined) return new Set()
  const entry = workspace.entry(id)
  const flows = workspace.rules.agents.get(entry.agent)?.types.get(entry.objectType)?.importFlows.get(object.type) ?? []
  const names = new Set(flows.map(flow => flow.metaverseAttribute))
  for (const name in entry.link?.contributions) names.add(name)
  return names
}

function decide(workspace: Workspace, name: string, ranked: readonly ImportFlow[], connectors: readonly Connector[]) {
  const definition = workspace.rules.metaverse.attributes.get(name)
  return definition === undefined
    ? undefined
    : winner(ranked, connectors, (flow, connector) =>
        flowValues(flow.source as ValueSource, connector.scope, definition),
      )
}

interface Contributing {
  readonly connectors: readonly Connector[]
  readonly name: string
  readonly rule: number | undefined
  readonly by: number | undefined
  readonly changed: boolean
  readonly links: Map<number, Record<string, Contribution>>
}

// Only one entry contributes an attribute; the time stays while rule and values stay.
function contribute(workspace: Workspace, { connectors, name, rule, by, changed, links }: Contributing): void {
  for (const { entry } of connectors) {
    const held = (links.get(entry.id) ?? entry.link?.contributions)?.[name]
    if (entry.id === by && rule !== undefined) {
      if (held?.rule === rule && !changed) continue
      edit(entry, links)[name] = { rule, at: workspace.now }
    } else if (held !== undefined) delete edit(entry, links)[name]
  }
}

function edit(entry: WorkEntry, links: Map<number, Record<string, Contribution>>): Record<string, Contribution> {
  let contributions = links.get(entry.id)
  if (contributions === undefined) {
    contributions = { ...entry.link?.contributions }
    links.set(entry.id, contributions)
  }
  return contributions
}

function setContributions(workspace: Workspace, id: number, contributions: Record<string, Contribution>): void {
  const entry = workspace.entry(id)
  workspace.setEntry({ ...entry, link: { ...(entry.link as WorkLink), contributions } })
}

interface ReferenceFlow {
  readonly object: WorkObject
  readonly name: string
  readonly ranked: readonly ImportFlow[]
  readonly connectors: readonly Connector[]
  readonly entry: number | undefined
  readonly links: Map<number, Record<string, Contribution>>
}

/** Decides who gives a reference attribute; the rows themselves are compared where they are (design.md, storage). */
function flowReferences(workspace: Workspace, { object, name, ranked, connectors, entry, links }: ReferenceFlow): void {
  const next = referenceWinner(ranked, connectors)
  const previous = connectors.find(connector => connector.entry.link?.contributions[name] !== undefined)
  const rule = previous?.entry.link?.contributions[name]?.rule
  const moved = previous?.entryId !== next?.connector.entryId || rule !== next?.flow.rule
  contribute(workspace, { connectors, name, rule: next?.flow.rule, by: next?.connector.entryId, changed: moved, links })
  if (next === undefined) {
    if (previous !== undefined || entry === undefined)
      workspace.addReferenceWork({ object: object.id, metaverseAttribute: name, from: undefined, whole: true })
    return
  }
  if (!moved && next.connector.entryId !== entry) return
  const { flow, connector } = next
  const attribute = flow.source.kind === 'direct' ? flow.source.attribute : ''
  workspace.addReferenceWork({
    object: object.id,
    metaverseAttribute: name,
    from: { entry: connector.entryId, agent: connector.agent, attribute, rule: flow.rule },
    whole: moved || workspace.full || connector.entry.pending === 'add' || connector.entry.pending === 'delete-add',
  })
}

function referenceWinner(
  ranked: readonly ImportFlow[],
  connectors: readonly Connector[],
): { flow: ImportFlow; connector: Connector } | undefined {
  for (const flow of ranked) {
    const connector = connectors.find(c => c.agent === flow.agent && c.objectType === flow.objectType)
    const attribute = flow.source.kind === 'direct' ? flow.source.attribute : ''
    // Where nobody competes it does not matter whether there are values.
    if (connector !== undefined && (ranked.length === 1 || connector.entry.present.includes(attribute)))
      return { flow, connector }
  }
  return undefined
}
