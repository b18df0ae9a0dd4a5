import { ProblemError } from '../model/problem.js'
import type { Values } from '../model/value.js'
import type { ImportFlow, Scope } from './rule-set.js'

/** An entry linked to the metaverse object, as import flows see it. */
export interface FlowConnector {
  readonly entryId: number
  readonly agent: number
  readonly objectType: string
  readonly scope: Scope
}

/** The flow that decides one metaverse attribute, and what it gives. */
export interface Winner<C extends FlowConnector = FlowConnector> {
  readonly flow: ImportFlow
  readonly connector: C
  readonly values: Values
}

/**
 * Which of the ranked flows to one metaverse attribute contributes: the first, in rank order, whose connector yields
 * values. Undefined when none does: the attribute is then absent. Reference flows are decided on rows, not here.
 * @param give the values of a flow for a connector
 * @throws ProblemError `ambiguous-import-flow-from-multiple-connectors` when the flow whose turn it is has several connectors,
 *   and what `give` throws
 */
export function winner<C extends FlowConnector>(
  flows: readonly ImportFlow[],
  connectors: readonly C[],
  give: (flow: ImportFlow, connector: C) => Values | undefined,
): Winner<C> | undefined {
  for (const flow of flows) {
    const connector = onlyConnector(flow, connectors)
    const values = connector && give(flow, connector)
    if (values) return { flow, connector, values }
  }
  return undefined
}

/** The connector that a flow reads; undefined when there is none. @throws ProblemError when there are several */
export function onlyConnector<C extends FlowConnector>(flow: ImportFlow, connectors: readonly C[]): C | undefined {
  let found: C | undefined
  for (const connector of connectors) {
    if (connector.agent !== flow.agent || connector.objectType !== flow.objectType) continue
    if (found) throw ambiguous(flow, found, connector)
    found = connector
  }
  return found
}

function ambiguous(flow: ImportFlow, first: FlowConnector, second: FlowConnector): ProblemError {
  const names = [first, second].map(each => each.scope.dn ?? `entry ${each.entryId}`).join(' and ')
  return new ProblemError({
    code: 'ambiguous-import-flow-from-multiple-connectors',
    message: `Several entries of one agent are linked to the object and could give ${flow.metaverseAttribute}: ${names}`,
    hint: 'Disconnect all but one of them, or filter the surplus entries.',
    where: { attribute: flow.metaverseAttribute, rule: flow.name },
  })
}
