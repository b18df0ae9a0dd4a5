/** Reference flows as rows, for statements that carry them out set by set. */
export interface ReferenceFlows {
  readonly imports: readonly ReferenceImport[]
  /** Those of the import flows whose references several entries give together. */
  readonly shared: readonly ReferenceImport[]
  readonly exports: readonly ReferenceExport[]
}

export interface ReferenceImport {
  readonly agent: number
  readonly objectType: string
  readonly attribute: string
  readonly metaverseAttribute: string
  readonly rule: number
}

export interface ReferenceExport {
  readonly agent: number
  readonly objectType: string
  readonly metaverseType: string
  readonly metaverseAttribute: string
  readonly attribute: string
  readonly allowNulls: boolean
  /** Only when the hub creates the object. */
  readonly initialOnly: boolean
  /** Import rules whose references are not written back here. */
  readonly blockedBy: readonly number[]
}

/** Whether whatever the metaverse has is written, whoever gave it. */
export const isOpen = ({ blockedBy }: ReferenceExport): boolean => blockedBy.length === 0

/** The columns of flows as array parameters, in the order of {@link IMPORT_FLOWS} and {@link EXPORT_FLOWS}. */
export const importFlowValues = (flows: readonly ReferenceImport[]): unknown[] => [
  flows.map(f => f.agent),
  flows.map(f => f.objectType),
  flows.map(f => f.attribute),
  flows.map(f => f.metaverseAttribute),
  flows.map(f => f.rule),
]

export const exportFlowValues = (flows: readonly ReferenceExport[]): unknown[] => [
  flows.map(f => f.agent),
  flows.map(f => f.objectType),
  flows.map(f => f.metaverseType),
  flows.map(f => f.metaverseAttribute),
  flows.map(f => f.attribute),
  flows.map(f => f.allowNulls),
]

/** `f (agent_id, object_type, attribute, mv_attribute, rule_id)` from five parameters beginning at `first`. */
export const IMPORT_FLOWS = (first: number): string =>
  `unnest($${first}::integer[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[], $${first + 4}::integer[])
    f (agent_id, object_type, attribute, mv_attribute, rule_id)`

/** `f (agent_id, object_type, mv_type, mv_attribute, attribute, allow_nulls)` from six parameters beginning at `first`. */
export const EXPORT_FLOWS = (first: number): string =>
  `unnest($${first}::integer[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[], $${first + 4}::text[], $${first + 5}::boolean[])
    f (agent_id, object_type, mv_type, mv_attribute, attribute, allow_nulls)`
