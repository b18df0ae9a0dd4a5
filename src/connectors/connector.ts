import type { ZodType } from 'zod'
import type { Delta } from '../model/delta.js'
import type { Problem } from '../model/problem.js'
import { Stopped } from '../model/stopped.js'
import type { AttributeDefinition, AttributeType } from '../model/value.js'

/** What a connector can do, as data. The conformance suite holds each `true` to a working method and each `false` to its absence. */
export interface Capabilities {
  readonly fullImport: boolean
  readonly deltaImport: boolean
  readonly export: boolean
  /** Whether `newDn` of a modify is carried out. */
  readonly rename: boolean
  /** Whether single values can be added and deleted; otherwise whole attributes are replaced. */
  readonly valueChanges: boolean
  readonly discovery: boolean
}

/** Reads and writes one kind of system. One folder per connector; only `registry.ts` imports them. */
export interface Connector<Settings = unknown> {
  /** The word in a configuration's `connector:`. */
  readonly name: string
  readonly title: string
  readonly capabilities: Capabilities
  /** The one declaration of the settings: validation, JSON Schema and docs are read from it. Its keys carry `.describe()`. */
  readonly settings: ZodType<Settings>
  /** @throws ConnectorError with a `no-start-…` status when the source cannot be opened. */
  open(settings: Settings, context: ConnectorContext): Promise<Session>
}

export interface ConnectorContext {
  /** Relative paths in settings start here: the folder of the configuration. */
  readonly folder: string
  /** The object types the agent has selected. */
  readonly types: readonly ObjectTypeSelection[]
  readonly signal: AbortSignal
}

/** One selected object type of the source with the attributes to read. */
export interface ObjectTypeSelection {
  readonly name: string
  readonly attributes: readonly AttributeDefinition[]
}

/** An open connection. Disposing it closes the wire. */
export interface Session extends AsyncDisposable {
  /**
   * Reads the source page by page. The last page of a complete read, and no other, carries `end`; a read that stops
   * early throws {@link ConnectorError}, so that half a source can never pass for a whole one.
   */
  read(request: ReadRequest): AsyncIterable<Page>
  /** Present exactly when `capabilities.export`. Yields one result per delta, in order, as soon as it is known. */
  write?(deltas: readonly ExportDelta[]): AsyncIterable<DeltaResult>
  /**
   * Makes what was written so far durable (a file's atomic replace); called after every batch of a step, before results
   * are recorded. Absent where every write is durable when its result is yielded.
   */
  flush?(): Promise<void>
  /** Present exactly when `capabilities.discovery`. */
  discover?(): Promise<readonly DiscoveredType[]>
}

export interface ReadRequest {
  readonly mode: 'full' | 'delta'
  /** Where the last complete import ended; only for `delta`. */
  readonly watermark?: string
  readonly pageSize: number
  readonly signal: AbortSignal
}

export interface Page {
  readonly deltas: readonly Delta[]
  /** Objects that could not be read; the read goes on. */
  readonly problems?: readonly Problem[]
  /** Objects that were read and left out, being of no selected type. */
  readonly filtered?: number
  readonly end?: {
    /** Where a later delta import resumes. Absent when the source has no such thing. */
    readonly watermark?: string
  }
}

/** A delta to write. `mayBeSent` marks one that a crashed run may have sent already: "already so" is then success. */
export type ExportDelta = Delta & { readonly mayBeSent?: boolean }

export type DeltaResult =
  | { readonly ok: true /** The anchor the source gave a new object. */; readonly anchor?: string }
  | { readonly ok: false; readonly problem: Problem }

export interface DiscoveredType {
  readonly name: string
  readonly attributes: readonly (AttributeDefinition & { readonly type: AttributeType })[]
}

/** The source's reason to end a step. */
export class ConnectorError extends Stopped {}
