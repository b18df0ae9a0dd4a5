/** When losing connectors deletes objects of a type, as statements read it. */
export interface DeletionRuleRow {
  readonly type: string
  readonly kind: 'declared-last' | 'declared-any' | 'scripted'
  /** The agents that are ignored, or of which one is enough. */
  readonly agents: readonly number[]
}

/** `d (type, kind, agents)` from one parameter: the rules as JSON. */
export const DELETION_RULES = (parameter: string): string =>
  `jsonb_to_recordset(${parameter}::jsonb) d (type text, kind text, agents integer[])`
