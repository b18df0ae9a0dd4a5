import type { AttributeDefinition } from '../model/value.js'

/** An attribute of the metaverse. Attributes are global: one definition shared by all object types (domain.md 8.3). */
export interface MetaverseAttribute extends AttributeDefinition {
  /** Kept as a search key: joins and searches by it are one index lookup. */
  readonly indexed: boolean
  /** No two objects have the same value (compared as in joins). */
  readonly unique: boolean
}

export interface MetaverseType {
  readonly name: string
  readonly attributes: ReadonlySet<string>
  readonly deletion: DeletionRule
  /** How long (milliseconds) an object that the deletion rule gives up waits for a connector to come back; 0: not at all. */
  readonly grace: number
}

/** When losing a connector deletes the object (domain.md 7.2). Agents by name. */
export type DeletionRule =
  /** The last connector left; connectors of the ignored agents do not keep the object alive. */
  | { readonly type: 'declared-last'; readonly ignore: ReadonlySet<number> }
  /** A connector of any of these agents left. */
  | { readonly type: 'declared-any'; readonly agents: ReadonlySet<number> }
  /** The metaverse's rules extension says. */
  | { readonly type: 'scripted' }

export interface MetaverseSchema {
  readonly attributes: ReadonlyMap<string, MetaverseAttribute>
  readonly types: ReadonlyMap<string, MetaverseType>
}
