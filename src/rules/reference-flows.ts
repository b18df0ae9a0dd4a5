import type { AttributeFlows, ExportFlow, ImportFlow, RuleSet } from './rule-set.js'

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
  /** Only when the hub creates the object. */
  readonly initialOnly: boolean
  /** Import rules whose references are not written back here (domain.md 5.5). */
  readonly blockedBy: readonly number[]
}

export interface ReferenceFlowRules {
  readonly imports: readonly ReferenceImportFlow[]
  /** Those of the import flows whose references several entries give together. */
  readonly shared: readonly ReferenceImportFlow[]
  readonly exports: readonly ReferenceExportFlow[]
  /** Source attributes of metaverse attributes that several flows compete for: who wins depends on who has values. */
  readonly contested: readonly string[]
}

/** The flows of reference attributes, which are carried out on rows rather than object by object. */
export function referenceFlowRules(rules: RuleSet): ReferenceFlowRules {
  const imports = [...rules.importFlows.values()].flatMap(byAttribute => [...byAttribute.values()])
  const of = (kept: readonly AttributeFlows[]): ReferenceImportFlow[] =>
    kept.flatMap(({ flows }) => flows.flatMap(importFlow))
  const contested = of(imports.filter(({ flows }) => flows.length > 1))
  const types = [...rules.agents.values()].flatMap(agent => [...agent.types.values()])
  return {
    imports: of(imports),
    shared: of(imports.filter(({ precedence }) => precedence !== 'ranked')),
    exports: types.flatMap(type => [...type.exportFlows.values()].flat()).flatMap(exportFlow),
    contested: [...new Set(contested.map(flow => flow.attribute))],
  }
}

function importFlow({
  agent,
  objectType,
  metaverseAttribute,
  rule,
  reference,
  source,
}: ImportFlow): ReferenceImportFlow[] {
  if (!reference || source.kind !== 'direct') return []
  return [{ agent, objectType, attribute: source.attribute, metaverseAttribute, rule }]
}

function exportFlow({
  agent,
  objectType,
  metaverseType,
  attribute,
  allowNulls,
  initialOnly,
  existenceTest,
  blockedBy,
  reference,
  source,
}: ExportFlow): ReferenceExportFlow[] {
  if (!reference || existenceTest || source.kind !== 'direct') return []
  return [
    {
      agent,
      objectType,
      metaverseType,
      metaverseAttribute: source.attribute,
      attribute,
      allowNulls,
      initialOnly,
      blockedBy: [...blockedBy],
    },
  ]
}
