import type { Changes } from '../model/delta.js'
import type { AttributeDefinition, Attributes, Values } from '../model/value.js'

/**
 * Rules in code, as the engine calls them (domain.md 4.4, extension call sites). Every call answers at once and changes nothing.
 * Whoever compiles them sees to it that an error or a call that takes too long becomes a ProblemError that names the extension,
 * the call site and the object.
 */

/** An entry as rules in code see it. */
export interface EntryView {
  readonly id: number
  /** The agent's name. */
  readonly agent: string
  readonly objectType: string
  readonly dn: string
  readonly attributes: Attributes
}

/** A metaverse object as rules in code see it. */
export interface ObjectView {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  readonly connectors: readonly EntryView[]
  /** Who last gave an attribute, and when (milliseconds since 1970): the agents' names, several for a merged attribute. */
  contributors(attribute: string): readonly { readonly agent: string; readonly at: number }[]
}

export interface FilterCall {
  readonly rule: number
  /** Whether the entry stays outside. */
  call(entry: EntryView): boolean
}

/** Values, or undefined to decline: no contribution from this flow. For joins several values are candidates. */
export type FlowCall = (entry: EntryView, object: ObjectView | undefined) => Values | undefined

/** Which of the hits is the one, perhaps to become another type; undefined: none. */
export type ResolutionCall = (entry: EntryView, hits: readonly ObjectView[]) => Resolution | undefined

export interface Resolution {
  /** Position among the hits, from 0. */
  readonly index: number
  readonly metaverseType: string | undefined
}

/** The metaverse type to create; undefined: none. */
export type ProjectionCall = (entry: EntryView) => string | undefined

/** What becomes of a connector that is deprovisioned. It may be renamed or changed first. */
export type DeprovisionCall = (entry: EntryView, object: ObjectView) => Deprovisioned

export interface Deprovisioned {
  readonly action: 'make-normal-disconnector' | 'make-explicit-disconnector' | 'delete-object'
  readonly dn: string | undefined
  readonly changes: Changes
}

/** What provisioning in code asks for. Agents by number. */
export type ProvisioningCommand =
  | {
      readonly kind: 'add'
      readonly agent: number
      readonly objectType: string
      readonly dn: string
      /** Set when the object is created, besides what export flows give. */
      readonly attributes: Attributes
    }
  | { readonly kind: 'rename'; readonly entry: number; readonly dn: string }
  | { readonly kind: 'replace'; readonly entry: number; readonly objectType: string; readonly dn: string }
  | { readonly kind: 'disconnect'; readonly entry: number }

export interface MetaverseExtension {
  readonly provision: ((object: ObjectView) => readonly ProvisioningCommand[]) | undefined
  /** Whether the object goes when this connector is lost. */
  readonly shouldDelete: ((entry: EntryView, object: ObjectView) => boolean) | undefined
}

/** Rules in code of one agent, ready to be called: what its module has at each call site, by name where a site has several. */
export interface CompiledAgentExtension {
  readonly filter: FilterCall['call'] | undefined
  readonly joinMappings: ReadonlyMap<string, NamedFlowCall>
  readonly joinResolutions: ReadonlyMap<string, ResolutionCall>
  readonly projection: ProjectionCall | undefined
  readonly importFlows: ReadonlyMap<string, NamedFlowCall>
  readonly exportFlows: ReadonlyMap<string, NamedFlowCall>
  readonly deprovision: DeprovisionCall | undefined
}

/** A flow by its name, which may be used for several attributes. By itself it takes values of every type. */
export type NamedFlowCall = FlowCall & {
  /** The same flow, which answers only what fits its target. */
  to(target: AttributeDefinition | undefined): FlowCall
}

/**
 * Does work that calls rules in code many times, under one time limit: that costs much less than a limit for every call. Not done
 * means that something took too long, and what the work has done is to be forgotten; done again outside, each call has its own
 * limit, and the one that takes too long fails.
 */
export type Supervise = <T>(work: () => T) => Supervised<T>

export type Supervised<T> = { readonly done: true; readonly value: T } | { readonly done: false }
