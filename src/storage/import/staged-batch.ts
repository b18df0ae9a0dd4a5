import type { ImportOperation } from '../../connector-space/entry.js'
import type { Changes } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Attributes } from '../../model/value.js'
import type { Rename } from '../follow-renames.js'

/** One import batch, decided and ready to be written. All keys and hashes are 32 hexadecimal digits. */
export interface StagedBatch {
  readonly agent: number
  readonly step: number
  /** Of a read of everything: references are compared when it has come to its end and all names are known. */
  readonly complete: boolean
  readonly added: readonly AddedEntry[]
  readonly changed: readonly ChangedEntry[]
  readonly deleted: readonly DeletedEntry[]
  /** Renames that the source reports without the references that they change. */
  readonly followed: readonly Rename[]
  /** Entries whose image is the same and whose stored hash was stale. */
  readonly rehashed: readonly { readonly id: number; readonly hash: string }[]
  readonly details: readonly StagingDetail[]
  readonly problems: readonly ObjectProblem[]
  /** Entries that were reported without a problem: what was noted against them is over. */
  readonly healthy: readonly number[]
  /** Entries that show the values now of which this very step said that they did not come back. */
  readonly reassured: readonly number[]
}

/** How many rows a batch is about to write, more or less. */
export const rowsOf = ({ added, changed, deleted, healthy }: StagedBatch): number =>
  healthy.length +
  deleted.length +
  [...added, ...changed].reduce((rows, entry) => rows + 1 + entry.references.length, 0)

export interface AddedEntry {
  readonly id: number
  readonly objectType: string
  readonly anchor: string
  readonly dn: string
  readonly key: string
  readonly hash: string
  readonly image: Attributes
  readonly references: readonly { readonly attribute: string; readonly target: string; readonly key: string }[]
}

export interface ChangedEntry {
  readonly id: number
  readonly operation: ImportOperation
  readonly objectType: string
  readonly anchor: string
  readonly dn: string
  readonly key: string
  /** It has a name now that it did not have before. */
  readonly moved: boolean
  /** The name that it loses. */
  readonly formerKey: string | undefined
  readonly hash: string
  readonly image: Attributes
  readonly previous: Attributes | undefined
  readonly previousType: string | undefined
  /** The source reported the whole object, so that every exported value can be compared. */
  readonly whole: boolean
  readonly confirms: boolean
  /** Its deletion was sent, and a complete read shows it nevertheless. */
  readonly undeleted: boolean
  /** Exported changes that go on waiting for their confirmation. */
  readonly waiting: Changes
  readonly references: readonly ReferenceRowChange[]
}

export interface ReferenceRowChange {
  readonly attribute: string
  readonly target: string
  readonly key: string
  readonly change: 'insert' | 'mark-deleted' | 'restore' | 'remove'
  readonly settled: boolean
}

export interface DeletedEntry {
  readonly id: number
  readonly previous: Attributes | undefined
  readonly previousType: string | undefined
}

export interface StagingDetail {
  readonly counter: string
  /** Absent: no entry could be made of it. */
  readonly entry?: number
  /** Its name, or what else the source says of the place. */
  readonly dn: string
}

/** A problem of one object; `place` tells problems apart where no entry could be made. */
export interface ObjectProblem {
  readonly entry: number
  readonly place: string
  readonly problem: Problem
}
