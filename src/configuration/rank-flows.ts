import type { AttributeFlows, ImportFlow, Precedence } from '../rules/rule-set.js'
import type { HubDocument } from './document.js'
import { entriesOf, precedenceOf } from './normal-forms.js'

export type RankedFlows = ReadonlyMap<string, ReadonlyMap<string, AttributeFlows>>

/**
 * All import flows by metaverse type and attribute, the first in rank first: the agents that `precedence` lists, then the
 * others in the document's order.
 * @param flows all import flows, in the document's order
 */
export function rankFlows(
  flows: readonly ImportFlow[],
  document: HubDocument,
  agents: ReadonlyMap<string, number>,
): RankedFlows {
  const ranked = new Map<string, Map<string, ImportFlow[]>>()
  for (const flow of flows) {
    const ofType = ranked.get(flow.metaverseType) ?? new Map<string, ImportFlow[]>()
    ranked.set(flow.metaverseType, ofType)
    ofType.set(flow.metaverseAttribute, [...(ofType.get(flow.metaverseAttribute) ?? []), flow])
  }
  const names = new Map([...agents].map(([name, id]) => [id, name]))
  const result = new Map<string, Map<string, AttributeFlows>>()
  for (const [type, attributes] of ranked) {
    const ofType = new Map<string, AttributeFlows>()
    result.set(type, ofType)
    for (const [attribute, ofAttribute] of attributes) {
      const { kind, order } = precedenceOf(document.precedence?.[type]?.[attribute])
      const rank = rankIn(order)
      ofAttribute.sort((a, b) => rank(names.get(a.agent)) - rank(names.get(b.agent)))
      ofType.set(attribute, { precedence: kind, flows: ofAttribute })
    }
  }
  return result
}

/** A flow's place among those to one attribute, and how they get on. */
export interface FlowPlace {
  readonly agent: string
  readonly objectType: string
  readonly precedence: Precedence
}

/** The agents and object types that give each attribute, `type.attribute`, the first in rank first. */
export function flowOrder(document: HubDocument): Map<string, FlowPlace[]> {
  const order = new Map<string, FlowPlace[]>()
  for (const [agent, { objects }] of entriesOf(document.agents)) {
    for (const [objectType, rules] of entriesOf(objects)) {
      for (const [type, attributes] of entriesOf(rules.import)) {
        for (const attribute of Object.keys(attributes)) {
          const { kind: precedence } = precedenceOf(document.precedence?.[type]?.[attribute])
          const name = `${type}.${attribute}`
          order.set(name, [...(order.get(name) ?? []), { agent, objectType, precedence }])
        }
      }
    }
  }
  for (const [name, flows] of order) {
    const [type = '', attribute = ''] = name.split('.')
    const rank = rankIn(precedenceOf(document.precedence?.[type]?.[attribute]).order)
    flows.sort((a, b) => rank(a.agent) - rank(b.agent))
  }
  return order
}

// Agents that are not listed keep their order, after those that are.
const rankIn =
  (listed: readonly string[]) =>
  (agent: string | undefined): number =>
    agent !== undefined && listed.includes(agent) ? listed.indexOf(agent) : listed.length
