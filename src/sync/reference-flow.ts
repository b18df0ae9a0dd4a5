import type { AttributeFlows, ImportFlow } from '../rules/rule-set.js'
import type { Connector, Contributor } from './attribute-decision.js'
import type { ReferenceSource, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

interface ReferenceFlow {
  readonly object: WorkObject
  readonly name: string
  readonly flows: AttributeFlows
  readonly connectors: readonly Connector[]
  /** The entry that is being synchronized; undefined after a disconnection. */
  readonly entry: number | undefined
}

/**
 * Decides who gives a reference attribute; the rows themselves are compared where they are (design.md, storage). Answers who
 * is on record for it.
 */
export function flowReferences(workspace: Workspace, flow: ReferenceFlow): readonly Contributor[] {
  return flow.flows.precedence === 'ranked' ? rankedReferences(workspace, flow) : sharedReferences(workspace, flow)
}

function rankedReferences(
  workspace: Workspace,
  { object, name, flows, connectors, entry }: ReferenceFlow,
): readonly Contributor[] {
  const next = referenceWinner(flows.flows, connectors)
  const previous = connectors.find(connector => connector.entry.link?.contributions[name] !== undefined)
  const rule = previous?.entry.link?.contributions[name]?.rule
  const moved = previous?.entryId !== next?.connector.entryId || rule !== next?.flow.rule
  const work = { object: object.id, metaverseAttribute: name, sharing: 'none' as const }
  if (next === undefined) {
    // Who is on record for nothing may stand beside what one that was parted without recall has left: as with values, it goes now.
    workspace.addReferenceWork({ ...work, from: undefined, whole: true })
    return []
  }
  const { flow, connector } = next
  const by = [{ entry: connector.entryId, rule: flow.rule }]
  if (!moved && connector.entryId !== entry) return by
  workspace.addReferenceWork({
    ...work,
    from: sourceOf(flow, connector),
    whole: moved || isWhole(workspace, connector),
  })
  return by
}

/** Several entries give: each adds its own, and takes back its own (`merge`) or everybody's (`equal`). */
function sharedReferences(
  workspace: Workspace,
  { object, name, flows, connectors, entry }: ReferenceFlow,
): readonly Contributor[] {
  const work = { object: object.id, metaverseAttribute: name }
  const sharing = flows.precedence === 'equal' ? ('equal' as const) : ('merge' as const)
  const giving = connectors.flatMap(connector => {
    const flow = flows.flows.find(each => each.agent === connector.agent && each.objectType === connector.objectType)
    return flow === undefined ? [] : [{ flow, connector }]
  })
  if (entry === undefined)
    workspace.addReferenceWork({
      ...work,
      from: undefined,
      whole: true,
      sharing,
      left: giving.map(({ flow, connector }) => sourceOf(flow, connector)),
    })
  for (const { flow, connector } of giving) {
    const known = connector.entry.link?.contributions[name] !== undefined
    if (known && connector.entryId !== entry) continue
    workspace.addReferenceWork({
      ...work,
      from: sourceOf(flow, connector),
      // What another has taken back from an equal's list, a full synchronization does not bring back.
      whole: !known || (sharing === 'equal' ? isNew(connector) : isWhole(workspace, connector)),
      sharing,
    })
  }
  return giving.map(({ flow, connector }) => ({ entry: connector.entryId, rule: flow.rule }))
}

const isWhole = (workspace: Workspace, connector: Connector): boolean =>
  workspace.full || workspace.whole.has(connector.entryId) || isNew(connector)

const isNew = ({ entry }: Connector): boolean => entry.pending === 'add' || entry.pending === 'delete-add'

const sourceOf = (flow: ImportFlow, connector: Connector): ReferenceSource => ({
  entry: connector.entryId,
  agent: connector.agent,
  attribute: attributeOf(flow),
  rule: flow.rule,
})

const attributeOf = ({ source }: ImportFlow): string => (source.kind === 'direct' ? source.attribute : '')

function referenceWinner(
  flows: readonly ImportFlow[],
  connectors: readonly Connector[],
): { flow: ImportFlow; connector: Connector } | undefined {
  for (const flow of flows) {
    const connector = connectors.find(c => c.agent === flow.agent && c.objectType === flow.objectType)
    // Where nobody competes it does not matter whether there are values.
    if (connector !== undefined && (flows.length === 1 || connector.entry.present.includes(attributeOf(flow))))
      return { flow, connector }
  }
  return undefined
}
