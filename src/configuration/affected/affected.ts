import type { Scope } from '../../storage/resynchronization/scope.js'

/** Entries that a change of the rules can affect, and why. */
export interface Affected {
  readonly scope: Scope
  /** Such as `filter of employee changed`. */
  readonly reason: string
}

/** An object type whose rules are compared. Where it has gone, the rules are none. */
export interface ComparedType<Rules> {
  readonly agent: string
  readonly objectType: string
  readonly before: Rules
  readonly after: Rules
}
