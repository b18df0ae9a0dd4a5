import type { Operation } from '../access/operations.js'

/** What each field of a type asks of a key beside what led to its object: all of these operations; none: whoever gets the object gets the field. */
export type DecidedFields = Readonly<Record<string, readonly Operation[]>>

/** @param open the names of fields that whoever gets the object gets, with spaces between them */
export const fields = (open: string, narrower: DecidedFields = {}): DecidedFields => ({
  ...Object.fromEntries(open.split(/\s+/).map(name => [name, []])),
  ...narrower,
})

export const AGENTS: readonly Operation[] = ['read-agents']
export const CONFIGURATION: readonly Operation[] = ['read-configuration']
export const ENTRIES: readonly Operation[] = ['read-entries']
export const METAVERSE: readonly Operation[] = ['read-metaverse']
export const PROBLEMS: readonly Operation[] = ['read-problems']
export const RUNS: readonly Operation[] = ['read-runs']
export const WHAT_IF: readonly Operation[] = ['what-if']
