import type { AttributeType } from '../../model/value.js'
import type { MimPlace } from './xml.js'

/** A MIM server export as it was read: what the files say, in MIM's words. Ids are GUIDs in upper case with braces. */
export interface MimExport {
  readonly metaverse: MimMetaverse
  /** In the order in which they were created, which is MIM's default precedence. */
  readonly agents: readonly MimAgent[]
}

export interface MimAttribute {
  readonly name: string
  readonly type: AttributeType
  readonly multivalued: boolean
  /** In the metaverse: a search key. */
  readonly indexed: boolean
}

export interface MimClass {
  readonly name: string
  /** Names of its attributes, those of the classes above included. */
  readonly attributes: readonly string[]
}

export interface MimSchema {
  /** By name in lower case. */
  readonly attributes: ReadonlyMap<string, MimAttribute>
  /** By name in lower case. */
  readonly classes: ReadonlyMap<string, MimClass>
  /**
   * Attributes of auxiliary classes alone, in lower case. A schema does not say which classes these go with: sAMAccountName is no
   * attribute of user there.
   */
  readonly auxiliary: ReadonlySet<string>
}

/** Something with a place, for the report. */
export interface Placed {
  readonly place: MimPlace
}

export interface MimSource {
  readonly name: string
  /** Built in rather than of the schema: `dn`, `object-id`. */
  readonly intrinsic: boolean
}

/** Where the values of a flow or a join come from. */
export type MimMapping =
  | { readonly kind: 'direct'; readonly source: MimSource }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'dn-part'; readonly part: string }
  | { readonly kind: 'scripted'; readonly sources: readonly MimSource[]; readonly context: string }
  | { readonly kind: 'expression'; readonly call: MimCall }
  | { readonly kind: 'unknown'; readonly element: string }

/** A function of a portal's synchronization rule, with its arguments. */
export interface MimCall {
  readonly id: string
  readonly arguments: readonly (string | MimCall)[]
}

/** What a portal's synchronization rule says besides the mapping. */
export interface MimSyncRule {
  readonly id: string
  readonly initialOnly: boolean
  readonly existenceTest: boolean
  /** Undefined when the rule does not say. */
  readonly allowsNull: boolean | undefined
  readonly scoping: readonly MimCondition[]
}

export interface MimCondition {
  readonly attribute: string
  readonly operator: string
  readonly value: string | undefined
}

export interface MimFilterAlternative extends Placed {
  readonly conditions: readonly MimCondition[]
}

export interface MimFilter extends Placed {
  readonly objectType: string
  /** Undefined: the rules extension decides. */
  readonly alternatives: readonly MimFilterAlternative[] | undefined
}

export interface MimJoinCriterion extends Placed {
  readonly objectType: string
  readonly metaverseType: string | undefined
  readonly mappings: readonly { readonly attribute: string; readonly mapping: MimMapping }[]
  /** The script context that chooses among the hits. */
  readonly resolution: string | undefined
}

export interface MimProjection extends Placed {
  readonly objectType: string
  readonly kind: string
  readonly metaverseType: string | undefined
  readonly scoping: readonly MimCondition[]
}

export interface MimExportFlow extends Placed {
  readonly objectType: string
  readonly metaverseType: string
  readonly attribute: string
  readonly allowNulls: boolean
  readonly mapping: MimMapping
  readonly syncRule: MimSyncRule | undefined
}

export interface MimPartition {
  readonly id: string
  readonly name: string
  readonly selected: boolean
  readonly objectTypes: readonly string[]
  readonly inclusions: readonly string[]
  readonly exclusions: readonly string[]
  /** The domain controller that was used last. */
  readonly lastServer: string | undefined
  readonly isDomain: boolean
}

export interface MimStep extends Placed {
  readonly type: string
  readonly subtypes: readonly string[]
  readonly partition: string | undefined
  readonly objectLimit: number | undefined
  readonly deletionLimit: number | undefined
  readonly inputFile: string | undefined
}

export interface MimRunProfile extends Placed {
  readonly name: string
  readonly steps: readonly MimStep[]
}

/** The settings of a connector: `private-configuration` as text by path, lists as several. */
export interface MimSettings {
  text(...path: readonly string[]): string | undefined
  texts(...path: readonly string[]): readonly string[]
  /** The children of the element at a path, each as settings of its own. */
  each(...path: readonly string[]): readonly MimSettings[]
  /** An XML attribute of the element itself. */
  mark(name: string): string | undefined
  readonly itself: string
}

export interface MimAgent extends Placed {
  readonly id: string
  readonly name: string
  readonly category: string
  /** The names under which an extensible connector is listed. */
  readonly listed: readonly string[]
  readonly created: string
  readonly schema: MimSchema
  readonly selected: readonly string[]
  readonly filters: readonly MimFilter[]
  readonly joins: readonly MimJoinCriterion[]
  readonly projections: readonly MimProjection[]
  readonly exportFlows: readonly MimExportFlow[]
  readonly deprovisioning: { readonly type: string; readonly action: string | undefined } & Placed
  readonly assembly: string | undefined
  /** Seconds. */
  readonly timeLimit: number | undefined
  readonly settings: MimSettings
  readonly partitions: readonly MimPartition[]
  readonly runProfiles: readonly MimRunProfile[]
}

export interface MimImportFlow extends Placed {
  readonly metaverseType: string
  readonly attribute: string
  readonly agent: string
  readonly objectType: string
  readonly mapping: MimMapping
  readonly syncRule: MimSyncRule | undefined
}

/** All flows to one metaverse attribute, the first in rank first. */
export interface MimImportFlows extends Placed {
  readonly metaverseType: string
  readonly attribute: string
  readonly precedence: string
  readonly flows: readonly MimImportFlow[]
}

export interface MimDeletionRule extends Placed {
  readonly metaverseType: string
  readonly type: string
  readonly agents: readonly string[]
}

export interface MimMetaverse extends Placed {
  readonly schema: MimSchema
  readonly importFlows: readonly MimImportFlows[]
  /** By agent; absent: recall. */
  readonly recall: ReadonlyMap<string, boolean>
  readonly provisioning: { readonly type: string } & Placed
  /** Whether passwords that people change in one source are set in others. */
  readonly passwordSync: boolean
  readonly deletionRules: readonly MimDeletionRule[]
  readonly assembly: string | undefined
}
