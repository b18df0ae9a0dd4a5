/** The rules of a hub as plain data: what the model decides by, and what a configuration for the hub is written from. */
export interface Rules {
  /** In the order of precedence. */
  readonly agents: readonly AgentRules[]
  /** By metaverse type. */
  readonly deletion: Readonly<Record<string, DeletionRule>>
  /** By metaverse type and attribute; what is not said is ranked. */
  readonly precedence: Readonly<Record<string, Readonly<Record<string, 'equal' | 'merge'>>>>
}

/** `last`: the last connector left, those of ignored agents not counted. `any`: a connector of one of the agents left. */
export type DeletionRule =
  | { readonly kind: 'last'; readonly ignore: readonly string[] }
  | { readonly kind: 'any'; readonly of: readonly string[] }

export type Deprovisioning = 'make-normal-disconnector' | 'make-explicit-disconnector' | 'delete-object'

export interface AgentRules {
  readonly name: string
  readonly recall: boolean
  readonly deprovisioning: Deprovisioning
  readonly types: Readonly<Record<string, TypeRules>>
}

export interface AttributeRules {
  readonly reference: boolean
  readonly multivalued: boolean
}

export interface TypeRules {
  readonly attributes: Readonly<Record<string, AttributeRules>>
  /** Any of them filters the entry. */
  readonly filter: readonly { readonly attribute: string; readonly equals: string }[]
  /** In order; each searches one metaverse type, or all. */
  readonly joins: readonly { readonly type?: string; readonly on: Readonly<Record<string, string>> }[]
  readonly projection?: string
  readonly imports: readonly ImportRule[]
  readonly exports: readonly ExportRule[]
  readonly provision: readonly ProvisionRule[]
}

export interface ImportRule {
  readonly type: string
  /** The metaverse attribute. */
  readonly attribute: string
  /** The attribute of the entry. */
  readonly from: string
}

export interface ExportRule {
  readonly type: string
  /** The attribute of the entry. */
  readonly attribute: string
  /** The metaverse attribute. */
  readonly from: string
  readonly allowNulls: boolean
  readonly initialOnly: boolean
}

export interface ProvisionRule {
  readonly type: string
  /** Absent: always. An attribute without a value does not equal. */
  readonly when?: { readonly attribute: string; readonly equals: string }
  readonly name: { readonly before: string; readonly attribute: string; readonly after: string }
  readonly rename: boolean
}

/** The attributes of the metaverse that rules may speak of. */
export const METAVERSE: Readonly<Record<string, AttributeRules>> = {
  employeeID: { reference: false, multivalued: false },
  accountName: { reference: false, multivalued: false },
  displayName: { reference: false, multivalued: false },
  department: { reference: false, multivalued: false },
  otherMailbox: { reference: false, multivalued: true },
  manager: { reference: true, multivalued: false },
  assistant: { reference: true, multivalued: false },
  member: { reference: true, multivalued: true },
}

export interface RankedFlow extends ImportRule {
  readonly agent: string
  readonly objectType: string
}

/** All flows to one metaverse attribute of a type, the first having the highest rank. */
export const flowsTo = (rules: Rules, type: string, attribute: string): RankedFlow[] =>
  rules.agents.flatMap(agent =>
    Object.entries(agent.types).flatMap(([objectType, { imports }]) =>
      imports
        .filter(flow => flow.type === type && flow.attribute === attribute)
        .map(flow => ({ ...flow, agent: agent.name, objectType })),
    ),
  )

export function agentRules(rules: Rules, name: string): AgentRules {
  const found = rules.agents.find(agent => agent.name === name)
  if (found === undefined) throw new Error(`no agent ${name}`)
  return found
}
