import type { FormerState } from '../../connector-space/entry.js'
import type { ObjectChange } from '../../metaverse/history.js'
import type { EntryKey } from '../outcome.js'

/** What a run did to one metaverse object, as the history has it. */
export interface UndoneObject {
  readonly id: number
  /** The run's changes, the newest first. */
  readonly changes: readonly ObjectChange[]
  /** Links that were there before the run, and that it broke. */
  readonly broken: readonly BrokenLink[]
  /** Links that the run made, and that are there still. */
  readonly made: readonly MadeLink[]
  /** Entries that others have linked to the object since. */
  readonly later: ReadonlySet<number>
}

export interface BrokenLink extends EntryKey {
  readonly rule: number | undefined
  readonly explicit: boolean
}

export interface MadeLink {
  readonly entry: number
  /** Whether the entry was provisioned with the link: before, there was none. */
  readonly provisioned: boolean
  /** What the entry was before. */
  readonly stateBefore: FormerState
}

/** What became of an object. */
export interface Undone {
  readonly object: number
  /** `calm`: its values are as they were; links may have changed. */
  readonly kind: 'restored' | 'deleted' | 'changed-back' | 'calm'
  readonly linked: readonly number[]
  readonly unlinked: readonly number[]
  /** Links that cannot be made again: their entries are gone, or belong to others by now. */
  readonly lost: readonly EntryKey[]
}
