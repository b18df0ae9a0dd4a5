import type { Contribution } from '../metaverse/object.js'
import { sameValues, type Values, valuesOf } from '../model/value.js'
import { flowValues } from '../rules/flow.js'
import type { AttributeFlows } from '../rules/rule-set.js'
import {
  type Connector,
  type Contributor,
  type Decision,
  decideAttribute,
  type Give,
  NOBODY,
} from './attribute-decision.js'
import { flowReferences } from './reference-flow.js'
import { entryScope, siblingScope } from './scope.js'
import type { Trace } from './trace.js'
import { importEvent, recording } from './trace-inbound.js'
import { uniqueValues } from './unique.js'
import { entryView, objectView } from './views.js'
import type { WorkEntry, WorkLink, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** Whose values changed, and how much of it is to be looked at. */
export interface FlowOccasion {
  readonly object: number
  /** The entry that is being synchronized: its import image counts; undefined after a disconnection. */
  readonly entry: number | undefined
  /** Whether the entry has just been linked to the object. */
  readonly fresh?: boolean
  /** Attributes to decide again; undefined: those that the entry feeds. */
  readonly attributes: ReadonlySet<string> | undefined
}

const NO_FLOWS: AttributeFlows = { precedence: 'ranked', flows: [] }

/**
 * Import attribute flow with precedence, fallback and repopulation (domain.md 5.2): decides each metaverse attribute again
 * that the entry feeds. Answers whether the object changed; reference attributes are handed on as work for rows.
 */
export function flowImport(workspace: Workspace, occasion: FlowOccasion): boolean {
  const { object: id, entry, attributes } = occasion
  const object = workspace.object(id)
  const flows = workspace.rules.importFlows.get(object.type)
  const connectors = object.links.map(link => toConnector(workspace.entry(link), entry))
  const record: FlowRecord = { connectors, links: new Map() }
  let values: Record<string, Values> | undefined
  for (const name of attributes ?? fedAttributes(workspace, object, entry)) {
    const flowing = { ...occasion, name, flows: flows?.get(name) ?? NO_FLOWS, connectors }
    if (workspace.rules.metaverse.attributes.get(name)?.type === 'reference') {
      const by = flowReferences(workspace, { ...flowing, object })
      contribute(workspace, record, { name, by, changed: false })
      workspace.trace?.add(importEvent({ ...flowing, attribute: name, by, before: [], after: [], given: undefined }))
      continue
    }
    const held = valuesOf((values ?? object.attributes) as WorkObject['attributes'], name)
    const decision = decideValues(workspace, { ...object, attributes: values ?? object.attributes }, flowing)
    const changed = !sameValues(held, decision.values)
    contribute(workspace, record, { name, by: decision.by, changed })
    if (!changed) continue
    values ??= { ...object.attributes }
    if (decision.values.length === 0) delete values[name]
    else values[name] = decision.values
  }
  for (const [linked, contributions] of record.links) setContributions(workspace, linked, contributions)
  if (values === undefined) return false
  workspace.setObject({ ...workspace.object(id), attributes: values })
  return true
}

interface Flowing extends FlowOccasion {
  readonly name: string
  readonly flows: AttributeFlows
  readonly connectors: readonly Connector[]
}

function decideValues(workspace: Workspace, object: WorkObject, flowing: Flowing): Decision {
  const { name, flows, connectors, entry } = flowing
  const definition = workspace.rules.metaverse.attributes.get(name)
  const held = valuesOf(object.attributes, name)
  const plain = giver(workspace, entry === undefined ? withoutRecalled(object, flowing) : object, name)
  const decide = (give: Give): Decision => {
    const fresh = flowing.fresh ? entry : undefined
    return definition === undefined ? NOBODY : decideAttribute({ definition, flows, connectors, held, fresh, give })
  }
  return workspace.trace === undefined ? decide(plain) : traced(workspace.trace, flowing, { held, plain, decide })
}

interface Deciding {
  readonly held: Values
  readonly plain: Give
  readonly decide: (give: Give) => Decision
}

function traced(trace: Trace, flowing: Flowing, { held, plain, decide }: Deciding): Decision {
  const recorder = recording(plain)
  const tell = ({ by, values }: Decision): void => {
    const { given, failing } = recorder
    trace.add(importEvent({ ...flowing, attribute: flowing.name, by, before: held, after: values, given, failing }))
  }
  try {
    const decision = decide(recorder.give)
    tell(decision)
    return decision
  } catch (error) {
    tell({ values: held, by: [] })
    throw error
  }
}

const toConnector = (entry: WorkEntry, current: number | undefined): Connector => ({
  entry,
  entryId: entry.id,
  agent: entry.agent,
  objectType: entry.objectType,
  scope: entry.id === current ? entryScope(entry) : siblingScope(entry),
  before: entry.id === current ? siblingScope(entry) : undefined,
})

function giver(workspace: Workspace, object: WorkObject, name: string): Give {
  const target = workspace.rules.metaverse.attributes.get(name) ?? { name, multivalued: true }
  return ({ source }, { entry }, scope) => {
    if (source.kind === 'unique') return uniqueValues(workspace, { object, attribute: name, source, scope })
    return flowValues(source, scope, target, {
      entry: () => entryView(workspace, entry, scope.attributes),
      object: () =>
        objectView(workspace, object, each => (each.id === entry.id ? scope.attributes : each.synchronized)),
    })
  }
}

/** What has been recalled is gone when others are asked for it: rules in code do not see it any more (domain.md 5.6). */
function withoutRecalled(object: WorkObject, { attributes, connectors }: Flowing): WorkObject {
  const isGiven = (name: string): boolean =>
    connectors.some(({ entry }) => entry.link?.contributions[name] !== undefined)
  const kept = Object.entries(object.attributes).filter(([name]) => attributes?.has(name) !== true || isGiven(name))
  return { ...object, attributes: Object.fromEntries(kept) }
}

/** Attributes that the entry's flows feed, and those that it gave under earlier rules. */
function fedAttributes(workspace: Workspace, object: WorkObject, id: number | undefined): Set<string> {
  if (id === undefined) return new Set()
  const entry = workspace.entry(id)
  const flows = workspace.rules.agents.get(entry.agent)?.types.get(entry.objectType)?.importFlows.get(object.type) ?? []
  const names = new Set(flows.map(flow => flow.metaverseAttribute))
  for (const name in entry.link?.contributions) names.add(name)
  return names
}

/** Contributions of the object's connectors as they become. */
interface FlowRecord {
  readonly connectors: readonly Connector[]
  readonly links: Map<number, Record<string, Contribution>>
}

interface Contributing {
  readonly name: string
  readonly by: readonly Contributor[]
  readonly changed: boolean
}

// The time stays while rule and values stay.
function contribute(
  workspace: Workspace,
  { connectors, links }: FlowRecord,
  { name, by, changed }: Contributing,
): void {
  for (const { entry } of connectors) {
    const held = (links.get(entry.id) ?? entry.link?.contributions)?.[name]
    const rule = by.find(each => each.entry === entry.id)?.rule
    if (rule !== undefined) {
      if (held?.rule === rule && !changed) continue
      edit(entry, links)[name] = { rule, at: workspace.now }
    } else if (held !== undefined) delete edit(entry, links)[name]
  }
}

function edit(entry: WorkEntry, links: FlowRecord['links']): Record<string, Contribution> {
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
