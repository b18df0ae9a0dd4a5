import { didYouMean } from '../rules/nearest.js'
import type { AttributeFlows, ImportFlow } from '../rules/rule-set.js'
import type { HubDocument } from './document.js'
import { entriesOf } from './normal-forms.js'
import type { Report } from './report.js'

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
      const rank = rankOf(document, type, attribute)
      ofAttribute.sort((a, b) => rank(names.get(a.agent)) - rank(names.get(b.agent)))
      ofType.set(attribute, { precedence: 'ranked', flows: ofAttribute })
    }
  }
  return result
}

/** The agents and object types that give each attribute, `type.attribute`, the first in rank first. */
export function flowOrder(
  document: HubDocument,
): Map<string, { readonly agent: string; readonly objectType: string }[]> {
  const order = new Map<string, { agent: string; objectType: string }[]>()
  for (const [agent, { objects }] of entriesOf(document.agents)) {
    for (const [objectType, rules] of entriesOf(objects)) {
      for (const [type, attributes] of entriesOf(rules.import)) {
        for (const attribute of Object.keys(attributes)) {
          const name = `${type}.${attribute}`
          order.set(name, [...(order.get(name) ?? []), { agent, objectType }])
        }
      }
    }
  }
  for (const [name, flows] of order) {
    const dot = name.indexOf('.')
    const rank = rankOf(document, name.slice(0, dot), name.slice(dot + 1))
    flows.sort((a, b) => rank(a.agent) - rank(b.agent))
  }
  return order
}

// Agents that `precedence` does not list keep their order, after those that it lists.
function rankOf(document: HubDocument, type: string, attribute: string): (agent: string | undefined) => number {
  const listed = document.precedence?.[type]?.[attribute] ?? []
  return agent => (agent !== undefined && listed.includes(agent) ? listed.indexOf(agent) : listed.length)
}

/** Reports ranks that rank nothing. Looks at the document alone, so that a flow that is wrong otherwise is not told twice. */
export function checkPrecedence(document: HubDocument, report: Report): void {
  for (const [type, attributes] of entriesOf(document.precedence)) {
    for (const [attribute, names] of entriesOf(attributes)) {
      const givers = agentsThatGive(document, type, attribute)
      names.forEach((name, i) => {
        const path = ['precedence', type, attribute, i]
        if (document.agents?.[name] === undefined) {
          report.error({
            path,
            message: `Unknown agent ${name}`,
            hint: didYouMean(name, Object.keys(document.agents ?? {})),
          })
        } else if (!givers.includes(name)) {
          const hint =
            givers.length > 0 ? `Agents that have one: ${givers.join(', ')}.` : 'No agent has one. Is the name right?'
          report.error({ path, message: `${name} has no import flow to ${type}.${attribute}`, hint })
        } else if (names.indexOf(name) < i) {
          report.error({ path, message: `${name} is ranked twice`, hint: 'Keep its higher rank.' })
        }
      })
    }
  }
}

function agentsThatGive(document: HubDocument, type: string, attribute: string): string[] {
  return entriesOf(document.agents)
    .filter(([, { objects }]) => Object.values(objects).some(rules => rules.import?.[type]?.[attribute] !== undefined))
    .map(([name]) => name)
}
