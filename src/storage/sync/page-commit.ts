import type { PageOutcome } from '../../sync/outcome.js'
import type { PastReferences } from '../undo/undo-references.js'
import type { ReferenceFlows } from './reference-flows.js'

export interface PageCommit {
  readonly agent: number
  readonly step: number
  readonly outcome: PageOutcome
  readonly flows: ReferenceFlows
  /** Synchronized entries whose references are compared as a whole: all of a full synchronization, else the added ones. */
  readonly whole: readonly number[]
  /** Synchronized entries of whose objects references that no flow sends any more are withdrawn. */
  readonly marked?: readonly number[]
  /** Whether references to entries that lose their link stay: a whole connector space leaves, without recall. */
  readonly keepsReferences?: boolean
  /** Objects whose references are put back as they were. */
  readonly past?: PastReferences
}

/** What only the database could know: whose references changed. */
export interface Committed {
  readonly changedObjects: ReadonlyMap<number, readonly string[]>
  readonly exporting: readonly { readonly agent: number; readonly entry: number }[]
}
