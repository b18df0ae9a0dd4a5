import type { RuleSet } from './rule-set.js'

interface ReferenceImportFlow {
  readonly agent: number
  readonly objectType: string
  readonly attribute: string
  readonly metaverseAttribute: string
  readonly rule: number
}

interface ReferenceExportFlow {
  readonly agent: number
  readonly objectType: string
  readonly metaverseType: string
  readonly metaverseAttribute: string
  readonly attribute: string
  readonly allowNulls: boolean
}

export interface ReferenceFlowRules {
  readonly imports: readonly ReferenceImportFlow[]
  readonly exports: readonly ReferenceExportFlow[]
  /** Source attributes of metaverse attributes that several flows compete for: who wins depends on who has values. */
  readonly contested: readonly string[]
}

/** The flows of reference attributes, which are carried out on rows rather than object by object. */
export function referenceFlowRules(rules: RuleSet): ReferenceFlowRules {
  const imports: ReferenceImportFlow[] = []
  const exports: ReferenceExportFlow[] = []
  const contested = new Set<string>()
  for (const byAttribute of rules.importFlows.values()) {
    for (const flows of byAttribute.values()) {
      for (const flow of flows) {
        if (!flow.reference || flow.source.kind !== 'direct') continue
        imports.push({ agent: flow.agent, objectType: flow.objectType, attribute: flow.source.attribute, metaverseAttribute: flow.metaverseAttribute, rule: flow.rule })
        if (flows.length > 1) contested.add(flow.source.attribute)
      }
    }
  }
  for (const agent of rules.agents.values()) {
    for (const type of agent.types.values()) {
      for (const flow of [...type.exportFlows.values()].flat()) {
        if (!flow.reference || flow.source.kind !== 'direct') continue
        exports.push({ agent: agent.id, objectType: type.objectType, metaverseType: flow.metaverseType, metaverseAttribute: flow.source.attribute, attribute: flow.attribute, allowNulls: flow.allowNulls })
      }
    }
  }
  return { imports, exports, contested: [...contested] }
}
