import type { AgentRules, ExportFlow, TypeRules } from '../rules/rule-set.js'
import type { RankedFlows } from './rank-flows.js'

/**
 * The agents with every direct export flow knowing whose values it does not write back (domain.md 5.5): where its agent gives the
 * same attribute, what others give who rank below it. Equal, manual and merged attributes flow both ways.
 */
export function blockExports(agents: readonly AgentRules[], ranked: RankedFlows): AgentRules[] {
  return agents.map(agent => ({
    ...agent,
    types: new Map([...agent.types].map(([name, type]) => [name, withBlocks(type, ranked)])),
  }))
}

function withBlocks(type: TypeRules, ranked: RankedFlows): TypeRules {
  const exportFlows = new Map(
    [...type.exportFlows].map(([metaverseType, flows]) => [
      metaverseType,
      flows.map(flow => ({ ...flow, blockedBy: lowerRanked(flow, ranked) })),
    ]),
  )
  return { ...type, exportFlows }
}

function lowerRanked({ agent, objectType, metaverseType, source }: ExportFlow, ranked: RankedFlows): Set<number> {
  const target = source.kind === 'direct' ? ranked.get(metaverseType)?.get(source.attribute) : undefined
  if (target?.precedence !== 'ranked') return new Set()
  const own = target.flows.findIndex(flow => flow.agent === agent && flow.objectType === objectType)
  if (own < 0) return new Set()
  return new Set(target.flows.slice(own + 1).flatMap(flow => (flow.agent === agent ? [] : [flow.rule])))
}
