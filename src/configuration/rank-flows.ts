import { didYouMean } from '../rules/nearest.js'
import type { ImportFlow } from '../rules/rule-set.js'
import type { HubDocument } from './document.js'
import { entriesOf } from './normal-forms.js'
import type { Report } from './report.js'

export type RankedFlows = ReadonlyMap<string, ReadonlyMap<string, readonly ImportFlow[]>>

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
  for (const [type, attributes] of entriesOf(document.precedence)) {
    for (const [attribute, names] of entriesOf(attributes)) {
      const order = names.map(name => agents.get(name))
      const rank = (flow: ImportFlow) => (order.includes(flow.agent) ? order.indexOf(flow.agent) : order.length)
      ranked
        .get(type)
        ?.get(attribute)
        ?.sort((a, b) => rank(a) - rank(b))
    }
  }
  return ranked
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
