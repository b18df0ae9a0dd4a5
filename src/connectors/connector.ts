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
  /** Whether a session can tell at once that something has changed ({@link Session.watch}). */
  readonly watch: boolean
  /** Whether passwords can be set and changed ({@link Session.setPassword}, {@link Session.changePassword}). */
  readonly passwords: boolean
  /**
   * `listed`: the source cannot delete. A delete that was written stays on a list until somebody removes the object there, which a later
   * import shows; until then the object being there is no error, and it is taken back when it is wanted again. Absent: deletes delete.
   */
  readonly deletes?: 'listed'
}

/** Reads and writes one kind of system. One folder per connector; only `registry.ts` imports them. */
export interface Connector<Settings = unknown> {
  /** The word in a configuration's `connector:`. */
  readonly name: string
  readonly title: string
  /** What it can do; where settings decide ({@link capabilitiesOf}), all that it can do with any. */
  readonly capabilities: Capabilities
  /**
   * What it can do with these settings, where they decide. They are as somebody wrote them: references to secrets are not
   * resolved, and they need not be valid. Ask {@link capabilitiesWith}.
   */
  capabilitiesOf?(settings: unknown): Capabilities
  /** The one declaration of the settings: validation, JSON Schema and docs are read from it. Its keys carry `.describe()`. */
  readonly settings: ZodType<Settings>
  /** @throws ConnectorError with a `no-start-…` status when the source cannot be opened. */
  open(settings: Settings, context: ConnectorContext): Promise<Session>
  /**
   * Looks at the way to the source step by step, for `hub agent test`: each check is yielded as soon as it is known, and those that
   * a failed one makes pointless are left out. Absent, opening, discovery and reading are tried.
   */
  test?(settings: Settings, context: ConnectorContext): AsyncIterable<Check>
}

/** What a connector can do with these settings, as they are written or as they are resolved. */
export const capabilitiesWith = (connector: Connector, settings: unknown): Capabilities =>
  connector.capabilitiesOf?.(settings) ?? connector.capabilities

export const CHECK_OUTCOMES = ['passed', 'warning', 'failed'] as const

/** One thing that was looked at on the way to a source. */
export interface Check {
  /** What was looked at, in a few words: `name resolution`, `TLS`, `login`, `deleted objects`. */
  readonly name: string
  readonly outcome: (typeof CHECK_OUTCOMES)[number]
  /** What was found, in one sentence. */
  readonly message: string
  /** Cause and remedy of a failure or a warning. */
  readonly problem?: Problem
}

export interface ConnectorContext {
  /** Relative paths in settings start here: the folder of the configuration. */
  readonly folder: string
  /** The object types the agent has selected. */
  readonly types: readonly ObjectTypeSelection[]
  readonly signal: AbortSignal
  /** Told of every request to the source, where somebody wants to see them. Events name no secret and no value of an object. */
  readonly trace?: (event: TraceEvent) => void
}

/** One request to the source, or one wait for it. */
export interface TraceEvent {
  /** What was asked: `GET /Users?startIndex=1&count=100`. */
  readonly what: string
  /** How it ended, in a word: `200`, `ECONNRESET`. */
  readonly outcome: string
  readonly milliseconds: number
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
   * early throws {@link ConnectorError}, so that half a source can never pass for a whole one. A binary value that nobody wants to fetch
   * again (a photo) may be given as its digest ({@link digestOf}).
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
  /**
   * Present exactly when `capabilities.watch`. Yields whenever the source has changed since `watermark` or since the last yield, within
   * two seconds; several changes may be one. It ends with an error when the connection is lost.
   */
  watch?(request: WatchRequest): AsyncIterable<void>
  /** Present exactly when `capabilities.passwords`. Passwords are never logged or stored. */
  setPassword?(target: PasswordTarget, password: string, options: SetPasswordOptions): Promise<PasswordResult>
  changePassword?(target: PasswordTarget, oldPassword: string, newPassword: string): Promise<PasswordResult>
}

export interface WatchRequest {
  /** Where the last complete import ended: what changed since is told at once. */
  readonly watermark?: string
  readonly signal: AbortSignal
}

/** Whose password: an object as the connector space holds it. */
export interface PasswordTarget {
  readonly dn: string
  readonly anchor?: string
  readonly objectType: string
}

/** MIM's switches of SetPassword (domain.md 10.1). */
export interface SetPasswordOptions {
  readonly forceChangeAtLogon: boolean
  readonly unlockAccount: boolean
  /** Whether the source's password policy (history, age) holds for this password, where it can tell. */
  readonly enforcePasswordPolicy: boolean
}

/** `code` is MIM's token for what became of a password (domain.md 10.1). */
export type PasswordResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: PasswordFailure; readonly problem: Problem }

export const PASSWORD_FAILURES = [
  'access-denied',
  'bad-password',
  'ma-credentials-failure',
  'new-password-ill-formed',
  'new-password-violate-policy',
  'object-not-found',
  'server-down',
] as const
export type PasswordFailure = (typeof PASSWORD_FAILURES)[number]

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
  /** Delta imports only: anchors of objects that are gone, where the source tells nothing else of them. */
  readonly gone?: readonly string[]
  /**
   * Delta imports only: anchors of selected objects that are there, changed or not. The source then lists all of them
   * in this read (`end.listed`), because it cannot tell what was deleted.
   */
  readonly present?: readonly string[]
  readonly end?: {
    /** Delta imports only: every object is among the deltas or the anchors `present` of this read; any other is gone. */
    readonly listed?: boolean
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
