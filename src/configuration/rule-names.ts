import type { HubDocument } from './document.js'
import { alternativesOf, entriesOf } from './normal-forms.js'

/**
 * Names of rules: stable as long as the rule is about the same thing, and readable in lineage and statistics.
 * Filters and joins are numbered from 1, because they have no other name.
 */
export const filterRuleName = (agent: string, objectType: string, number: number): string =>
  `${agent}/${objectType}/filter/${number}`
/** The one filter that is code. */
export const filterCallRuleName = (agent: string, objectType: string): string => `${agent}/${objectType}/filter`
export const joinRuleName = (agent: string, objectType: string, number: number): string =>
  `${agent}/${objectType}/join/${number}`
export const projectionRuleName = (agent: string, objectType: string): string => `${agent}/${objectType}/projection`
export const provisionRuleName = (agent: string, objectType: string, metaverseType: string): string =>
  `${agent}/${objectType}/provision/${metaverseType}`

/** @param flow agent and object type of a flow, with the metaverse type on the other side */
export const importRuleName = (flow: FlowSides, metaverseAttribute: string): string =>
  `${flow.agent}/${flow.objectType}/import/${flow.metaverseType}.${metaverseAttribute}`

/** @param attribute the attribute of the target */
export const exportRuleName = (flow: FlowSides, attribute: string): string =>
  `${flow.agent}/${flow.objectType}/export/${flow.metaverseType}.${attribute}`

export interface FlowSides {
  readonly agent: string
  readonly objectType: string
  readonly metaverseType: string
}

/** The names of all rules of a document, in its order. */
export function ruleNames(document: HubDocument): string[] {
  const names: string[] = []
  for (const [agent, { objects }] of entriesOf(document.agents)) {
    for (const [objectType, rules] of entriesOf(objects)) {
      const flows = (kind: typeof importRuleName, byType: Readonly<Record<string, object>> | undefined) =>
        entriesOf(byType).flatMap(([metaverseType, attributes]) =>
          Object.keys(attributes).map(attribute => kind({ agent, objectType, metaverseType }, attribute)),
        )
      names.push(
        ...(rules.filter === 'extension' ? [filterCallRuleName(agent, objectType)] : []),
        ...alternativesOf(rules).map((_, i) => filterRuleName(agent, objectType, i + 1)),
        ...(rules.join ?? []).map((_, i) => joinRuleName(agent, objectType, i + 1)),
        ...(rules.projection === undefined ? [] : [projectionRuleName(agent, objectType)]),
        ...flows(importRuleName, rules.import),
        ...(rules.provision ?? []).map(({ type }) => provisionRuleName(agent, objectType, type)),
        ...flows(exportRuleName, rules.export),
      )
    }
  }
  return [...new Set(names)]
}
