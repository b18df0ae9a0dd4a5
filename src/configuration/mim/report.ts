import type { MimPlace } from './xml.js'

/** What a rule is, in the report. */
export const RULE_KINDS = [
  'filter',
  'join',
  'projection',
  'import flow',
  'export flow',
  'deprovisioning',
  'provisioning',
  'deletion rule',
  'run profile',
] as const
export type RuleKind = (typeof RULE_KINDS)[number]

/** How many rules of a kind an agent, or the metaverse, has; and how many of them hub.yaml has now. */
export interface RuleCount {
  /** The agent's name in MIM; `metaverse` for what belongs to none. */
  readonly agent: string
  readonly kind: RuleKind
  /** Object type of the source, metaverse type, or both: `user → person`. */
  readonly of: string
  readonly read: number
  readonly converted: number
}

/** Something that an administrator has to know, with its place in the export. */
export interface Remark {
  readonly where: MimPlace
  readonly what: string
  /** Why it was not carried over, or what is to be done. */
  readonly remedy: string
}

export interface ImportedAgent {
  /** In MIM. */
  readonly name: string
  /** In hub.yaml; null when it was left out. */
  readonly agent: string | null
  readonly category: string
  readonly connector: string | null
  readonly file: string
}

/** What became of a server export. */
export interface ImportReport {
  readonly agents: readonly ImportedAgent[]
  readonly counts: readonly RuleCount[]
  readonly notCarried: readonly Remark[]
  readonly decisions: readonly Remark[]
  /** Environment variables that hub.yaml refers to, and what each is. */
  readonly secrets: readonly { readonly variable: string; readonly is: string }[]
}
