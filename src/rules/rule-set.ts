import type { MetaverseSchema } from '../metaverse/schema.js'
import type { AttributeDefinition, Attributes, Value, Values } from '../model/value.js'
import type {
  DeprovisionCall,
  FilterCall,
  FlowCall,
  MetaverseExtension,
  ProjectionCall,
  ResolutionCall,
  Supervise,
} from './extension.js'

/** All compiled rules of one configuration version. Identical for every process that runs this version. */
export interface RuleSet {
  readonly version: number
  readonly metaverse: MetaverseSchema
  readonly agents: ReadonlyMap<number, AgentRules>
  /** Import flows by metaverse type and attribute (domain.md 5.2). */
  readonly importFlows: ReadonlyMap<string, ReadonlyMap<string, AttributeFlows>>
  /** Provisioning rules by metaverse type. */
  readonly provisioning: ReadonlyMap<string, readonly ProvisioningRule[]>
  /** The metaverse's rules extension. */
  readonly extension: MetaverseExtension | undefined
  /** One time limit for many calls of rules in code; undefined without such rules. */
  readonly supervise?: Supervise | undefined
}

/**
 * How several flows to one metaverse attribute get on (domain.md 5.2, 14.2). `ranked`: the first with a value. `equal`: the last
 * one that changed; of several values, everybody's additions and deletions. `manual`: each flow is an extension that decides for
 * itself. `merge`: the union of what all give.
 */
export const PRECEDENCES = ['ranked', 'equal', 'manual', 'merge', 'merge-case-insensitive'] as const
export type Precedence = (typeof PRECEDENCES)[number]

/** All flows to one attribute of a metaverse type, in rank order. */
export interface AttributeFlows {
  readonly precedence: Precedence
  readonly flows: readonly ImportFlow[]
}

export interface AgentRules {
  readonly id: number
  readonly name: string
  readonly types: ReadonlyMap<string, TypeRules>
  /** What becomes of a connector that provisioning or the metaverse object's deletion disconnects (domain.md 7.1). */
  readonly deprovisioning: DeprovisioningAction | DeprovisionCall
  /** Whether a disconnected entry's contributions leave the metaverse (domain.md 5.6). */
  readonly recall: boolean
  /** Whether deletes of this agent are only listed: the source keeps the object until somebody removes it there. */
  readonly listsDeletes?: boolean
}

export const DEPROVISIONING_ACTIONS = [
  'make-normal-disconnector',
  'make-explicit-disconnector',
  'delete-object',
] as const
export type DeprovisioningAction = (typeof DEPROVISIONING_ACTIONS)[number]

/** The rules for one object type of an agent. */
export interface TypeRules {
  readonly objectType: string
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
  /** Any alternative that matches makes the entry a filtered disconnector. */
  readonly filter: readonly FilterAlternative[]
  /** A filter in code, instead of a declared one. */
  readonly filterCall: FilterCall | undefined
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
  /** Chooses among the hits, even when there is only one; undefined takes a single hit. */
  readonly resolution: ResolutionCall | undefined
}

/** In place of a metaverse attribute: the object's own id as text (`objectGuid`). */
export const OBJECT_ID = 'object-id'

export interface JoinMapping {
  /** An indexed attribute, or {@link OBJECT_ID}. */
  readonly metaverseAttribute: string
  readonly source: ValueSource
}

/** Which metaverse type to create for an entry that nothing joins: always one, what an expression names, or what code says. */
export type Projection = { readonly rule: number } & (
  | { readonly kind: 'declared'; readonly metaverseType: string }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'extension'; readonly call: ProjectionCall }
)

/** What the values of a flow come from. */
export type ValueSource =
  | { readonly kind: 'direct'; readonly attribute: string }
  | { readonly kind: 'constant'; readonly values: Values }
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** The value of one component of the name: 1 is the first (`CN=Mike` → `Mike`), -1 the last. */
  | { readonly kind: 'dn-component'; readonly part: number }
  /** The metaverse object's id as text, for exports. */
  | { readonly kind: 'object-id' }
  | { readonly kind: 'extension'; readonly name: string; readonly reads: readonly string[]; readonly call: FlowCall }

/** A value that no other object has: the first free one of the candidates; in the last of them `n` counts up. */
export interface UniqueSource {
  readonly kind: 'unique'
  readonly candidates: readonly Expression[]
  /** Whether a value once given stays, whatever the candidates become. */
  readonly keep: boolean
}

/**
 * A compiled CEL expression. `evaluate` answers canonical values, or undefined when the expression gives null or reads an
 * attribute that is absent: it then contributes nothing. An empty list says something: {@link AUTHORITATIVE_NULL},
 * {@link IGNORE_FLOW}. It throws ProblemError `expression-failed` for anything else.
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
  /** The counter of unique candidates, from 1. */
  readonly n?: number
}

export interface ImportFlow {
  readonly rule: number
  readonly name: string
  readonly agent: number
  readonly objectType: string
  readonly metaverseType: string
  readonly metaverseAttribute: string
  readonly source: ValueSource | UniqueSource
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
  /** Never sent: says in previews whether the object in the source is as the rule wants it (domain.md 5.7). */
  readonly existenceTest: boolean
  /** Import rules that rank below this agent's own flow to the same metaverse attribute: what they gave is not written back (domain.md 5.5). */
  readonly blockedBy: ReadonlySet<number>
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
  /** Whether a connector of another object type is deleted and added anew as this one (delete-add). */
  readonly replace: boolean
}
