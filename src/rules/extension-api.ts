/**
 * What the author of rules in code works with: `import type { … } from 'identity-hub/extension'`. Types only, so that nothing of it
 * is left when the types are taken off. `docs/extensions.md` explains it.
 *
 * Whatever a function is given is read-only: writing to it is an error. A function answers at once: no promises.
 */

/** Values are canonical text: numbers in decimal, booleans `true` or `false`, binary as base64. */
export type Values = readonly string[]

/** An attribute that the configuration does not know, or a reference, is an error: rules in code see no references. */
export interface AttributeReader {
  /** The first value; undefined when there is none. */
  value(attribute: string): string | undefined
  /** All values; an empty list when there are none. */
  values(attribute: string): Values
  has(attribute: string): boolean
  /** Of all attributes that have a value. */
  attributeNames(): readonly string[]
}

/** An object of a connected source. */
export interface Entry extends AttributeReader {
  /** The agent's name. */
  readonly agent: string
  readonly objectType: string
  /** The distinguished name. */
  readonly dn: string
  /** The first component of the name, as written: `CN=Mike`. */
  readonly rdn: string
}

/** An object of the metaverse. */
export interface MetaverseObject extends AttributeReader {
  /** The id as a braced GUID, as joins by object id compare it. */
  readonly id: string
  readonly type: string
  /** The entries that are linked to it: all, or those of one agent. */
  connectors(agent?: string): readonly Entry[]
  /** Who gave the attribute its values, and when. */
  contributors(attribute: string): readonly Contributor[]
}

export interface Contributor {
  /** The agent's name. */
  readonly agent: string
  /** Milliseconds since 1970. */
  readonly at: number
}

declare const DECLINE: unique symbol
/** {@link Hub.decline} */
export type Decline = typeof DECLINE

export type Scalar = string | number | bigint | boolean | Uint8Array

/**
 * What a flow gives. `hub.decline`, undefined and null: nothing, the next flow in rank is asked. An empty list: no value, and nobody
 * else is asked.
 */
export type FlowResult = Scalar | readonly Scalar[] | Decline | null | undefined

/** Helpers, given as the last argument of every function. */
export interface Hub {
  /** The answer of a flow that has nothing to say (MIM: DeclineMappingException). */
  readonly decline: Decline
  /** Ends the object's synchronization with `extension-unexpected-attribute-value` (MIM: UnexpectedDataException). Throw it. */
  fail(message: string): Error
  /** Ends it with `extension-entry-point-not-implemented` (MIM: EntryPointNotImplementedException). Throw it. */
  notImplemented(): Error
  readonly dn: DistinguishedNames
  readonly binary: Binary
  /** Accented Latin letters in ASCII, for account names: é → e, ß → ss. */
  ascii(text: string): string
}

export interface DistinguishedNames {
  /** The value of a component, without escapes: 1 is the first, -1 the last. */
  component(dn: string, position: number): string | undefined
  /** All components from the left, without escapes: `{ type: 'DC', value: 'contoso' }`. */
  components(dn: string): readonly { readonly type: string; readonly value: string }[]
  /** The name above; undefined at the root. */
  parent(dn: string): string | undefined
  /** A text as one value of a name: `Smith, Jo` → `Smith\, Jo`. */
  escape(value: string): string
  /** Whether two names are one, whatever their case, spaces and escapes. */
  same(a: string, b: string): boolean
  /** Whether a name is below another, or is that one. */
  isWithin(dn: string, container: string): boolean
}

export interface Binary {
  bytes(base64: string): Uint8Array
  base64(bytes: Uint8Array): string
  /** A security identifier, in base64 or bytes, as text: `S-1-5-21-…`. */
  sid(value: string | Uint8Array): string
  /** An objectGUID, in base64 or bytes, as text: `{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}`. */
  guid(value: string | Uint8Array): string
}

/** Rules of one agent: `export default { … } satisfies AgentExtension`. */
export interface AgentExtension {
  /** `filter: extension`. Whether an entry stays outside the metaverse. */
  readonly filter?: (entry: Entry, hub: Hub) => boolean
  /** `{ extension: name }` under a join's `on`. Of several values any may match. */
  readonly joinMapping?: Readonly<Record<string, (entry: Entry, hub: Hub) => FlowResult>>
  /** `resolution: name` of a join. Called for every criterion that has hits, also for a single one. */
  readonly joinResolution?: Readonly<
    Record<string, (entry: Entry, hits: readonly MetaverseObject[], hub: Hub) => Resolution>
  >
  /** `projection: { extension: true }`. The metaverse type to create, or nothing. */
  readonly projection?: (entry: Entry, hub: Hub) => string | Decline | false | null | undefined
  /** `{ extension: name }` of an import flow. The object as it was before this flow. */
  readonly importFlow?: Readonly<Record<string, (entry: Entry, object: MetaverseObject, hub: Hub) => FlowResult>>
  /** `{ extension: name }` of an export flow. The entry as it will be when all that is pending is done. */
  readonly exportFlow?: Readonly<Record<string, (object: MetaverseObject, entry: Entry, hub: Hub) => FlowResult>>
  /** `deprovisioning: extension`. What becomes of an entry that provisioning, or its object's deletion, disconnects. */
  readonly deprovision?: (entry: Entry, object: MetaverseObject, hub: Hub) => Deprovisioning
}

/** The hit itself, its position from 0, either with another type for it, or nothing: this criterion does not join. */
export type Resolution =
  | MetaverseObject
  | number
  | { readonly hit: MetaverseObject | number; readonly type?: string }
  | Decline
  | null
  | undefined

export type DeprovisioningAction = 'disconnect' | 'explicit-disconnect' | 'delete'

export type Deprovisioning =
  | DeprovisioningAction
  | {
      readonly action: DeprovisioningAction
      /** A new name, e.g. in a container for leavers. */
      readonly dn?: string
      /** New values; null or an empty list takes an attribute away. */
      readonly set?: Readonly<Record<string, FlowResult>>
    }

/** Rules of the metaverse: `export default { … } satisfies MetaverseExtension`. */
export interface MetaverseExtension {
  /** Called for every object that changed, besides declared provisioning. Asks for changes of its connectors. */
  readonly provision?: (object: ProvisionedObject, hub: Hub) => void
  /** `deletion: { when: extension }` of a type. Whether the object goes, now that it has lost this entry. */
  readonly shouldDelete?: (entry: Entry, object: MetaverseObject, hub: Hub) => boolean
}

export interface ProvisionedObject extends MetaverseObject {
  connectors(agent?: string): readonly Connector[]
  /** Asks for a new object in an agent's source. Whatever export flows give comes besides. */
  start(agent: string, objectType: string, initial: NewConnector): void
}

export interface NewConnector {
  readonly dn: string
  /** Values that are set once, when the object is created. */
  readonly attributes?: Readonly<Record<string, FlowResult>>
}

/** An entry whose object is being provisioned. */
export interface Connector extends Entry {
  rename(dn: string): void
  /** Deletes the object and adds one of another type in its place. */
  replace(objectType: string, initial?: { readonly dn?: string }): void
  /** Takes the entry off its object: deprovisioning says what becomes of it. */
  disconnect(): void
}
