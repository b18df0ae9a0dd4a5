/** An object type of an agent, by their names. */
export interface AgentType {
  readonly agent: string
  readonly objectType: string
}

/** Entries that a changed rule can affect, rather too many than too few. */
export type Scope = ConnectorScope | DisconnectorScope | ImageScope | FailedScope | ObjectScope

/** Entries of a type that are linked to objects of a metaverse type. */
export interface ConnectorScope extends AgentType {
  readonly kind: 'connectors'
  readonly metaverseType: string
  /** Absent: all of them. Otherwise those that have any of these. */
  readonly having?: {
    readonly attributes: readonly string[]
    readonly references: readonly string[]
    /** Metaverse attributes that the entry gives now. */
    readonly giving: readonly string[]
  }
}

/** Normal disconnectors of a type. */
export interface DisconnectorScope extends AgentType {
  readonly kind: 'disconnectors'
  /** Only where something could not be synchronized, whoever's it is. */
  readonly afterFailures?: true
}

/** Entries of a type, linked or not, whose images pass all tests of any alternative. */
export interface ImageScope extends AgentType {
  readonly kind: 'images'
  readonly alternatives: readonly (readonly ImageTest[])[]
}

/** Entries of an agent that could not be synchronized. */
export interface FailedScope {
  readonly kind: 'failed'
  readonly agent: string
}

/** Something that must be so for a filter condition to hold; it may be so without its holding. Texts are in lower case and ASCII. */
export type ImageTest =
  | { readonly kind: 'anything' }
  | { readonly kind: 'present' | 'absent'; readonly attribute: string }
  | { readonly kind: 'equal' | 'start' | 'end' | 'part'; readonly attribute: string; readonly text: string }

/** Objects of a metaverse type: one entry of each stands for it, and brings it by. */
export interface ObjectScope {
  readonly kind: 'objects'
  readonly metaverseType: string
  /** Only objects with a connector of this type; it is the one that stands for its object, once it was imported. */
  readonly linked?: AgentType & { readonly onlyUnsent: boolean }
  /** Only objects that have any of these. */
  readonly having?: { readonly attributes: readonly string[]; readonly references: readonly string[] }
  /** Only objects with connectors of two or more of these types. */
  readonly shared?: readonly AgentType[]
}
