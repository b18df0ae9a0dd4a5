import type { MetaverseSchema } from '../metaverse/schema.js'
import type { AttributeDefinition, Attributes, Value, Values } from '../model/value.js'

/** All compiled rules of one configuration version. Identical for every process that runs this version. */
export interface RuleSet {
  readonly version: number
  readonly metaverse: MetaverseSchema
  readonly agents: ReadonlyMap<number, AgentRules>
  /** Import flows by metaverse type and attribute, in rank order (domain.md 5.2). */
  readonly importFlows: ReadonlyMap<string, ReadonlyMap<string, readonly ImportFlow[]>>
  /** Provisioning rules by metaverse type. */
  readonly provisioning: ReadonlyMap<string, readonly ProvisioningRule[]>
}

export interface AgentRules {
  readonly id: number
  readonly name: string
  readonly types: ReadonlyMap<string, TypeRules>
  /** What becomes of a connector that provisioning or the metaverse object's deletion disconnects (domain.md 7.1). */
  readonly deprovisioning: Deprovisioning
  /** Whether a disconnected entry's contributions leave the metaverse (domain.md 5.6). */
  readonly recall: boolean
}

export type Deprovisioning = 'make-normal-disconnector' | 'make-explicit-disconnector' | 'delete-object'

/** The rules for one object type of an agent. */
export interface TypeRules {
  readonly objectType: string
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
  /** Any alternative that matches makes the entry a filtered disconnector. */
  readonly filter: readonly FilterAlternative[]
  readonly joins: readonly JoinCriterion[]
  readonly projection: Projection | undefined
  /** All import flows of this type, by metaverse type. */
  readonly importFlows: ReadonlyMap<string, readonly ImportFlow[]>
  /** Export flows to this type, by metaverse type. */
  readonly exportFlows: ReadonlyMap<string, readonly ExportFlow[]>
}

/** MIM's declared operators (domain.md 6.1). */
export const FILTER_OPERATORS = [
  'equality',
  'inequality',
  'present',
  'not-present',
  'substring-start',
  'not-substring-start',
  'substring-end',
  'not-substring-end',
  'substring-any',
  'not-substring-any',
  'greater-or-equal',
  'less-or-equal',
  'bit-on',
  'bit-off',
] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** All conditions of an alternative must hold. */
export interface FilterAlternative {
  readonly rule: number
  readonly conditions: readonly FilterCondition[]
}

export interface FilterCondition {
  /** A connector-space attribute, or `dn`. */
  readonly attribute: string
  readonly operator: FilterOperator
  readonly value: Value | undefined
}

/** One way to find the metaverse object; all mappings must match. */
export interface JoinCriterion {
  readonly rule: number
  /** Undefined searches every type. */
  readonly metaverseType: string | undefined
  readonly mappings: readonly JoinMapping[]
}

export interface JoinMapping {
  readonly metaverseAttribute: string
  readonly source: ValueSource
}

export interface Projection {
  readonly rule: number
  readonly metaverseType: string
}

/** What the values of a flow come from. */
export type ValueSource =
  | { readonly kind: 'direct'; readonly attribute: string }
  | { readonly kind: 'constant'; readonly values: Values }
  | { readonly kind: 'expression'; readonly expression: Expression }

/**
 * A compiled CEL expression. `evaluate` answers canonical values, or undefined when the expression gives null or reads an
 * attribute that is absent: it then contributes nothing. It throws ProblemError `expression-failed` for anything else.
 */
export interface Expression {
  readonly text: string
  /** Attributes read, so that a change elsewhere need not evaluate it again. */
  readonly reads: ReadonlySet<string>
  evaluate(scope: Scope): Values | undefined
  /** Reads the result as a condition; an absent attribute makes it false. */
  test(scope: Scope): boolean
}

/** What an expression sees: `cs` for inbound rules, `mv` for outbound rules. `dn` and `objectType` are readable as `cs.dn`, `cs.objectType`. */
export interface Scope {
  readonly attributes: Attributes
  readonly dn?: string
  readonly objectType: string
}

export interface ImportFlow {
  readonly rule: number
  readonly name: string
  readonly agent: number
  readonly objectType: string
  readonly metaverseType: string
  readonly metaverseAttribute: string
  readonly source: ValueSource
  /** True when the metaverse attribute is a reference: such flows are direct and are carried out on rows. */
  readonly reference: boolean
}

export interface ExportFlow {
  readonly rule: number
  readonly name: string
  readonly agent: number
  readonly objectType: string
  readonly metaverseType: string
  readonly attribute: string
  readonly source: ValueSource
  readonly reference: boolean
  /** Whether a missing metaverse value clears the source's value (domain.md 5.4). */
  readonly allowNulls: boolean
  /** Only when the hub creates the object. */
  readonly initialOnly: boolean
}

/** Gives each metaverse object of a type a connector in a target agent while `when` holds. */
export interface ProvisioningRule {
  readonly rule: number
  readonly name: string
  readonly agent: number
  readonly objectType: string
  readonly metaverseType: string
  readonly when: Expression | undefined
  readonly dn: Expression
  /** Whether the connector follows when `dn` gives another name later. */
  readonly rename: boolean
}
