import { FIRST_SCRATCH_ID } from '../scratch.js'

/** An id that means something outside the copy; null for what only the copy has. */
export const real = (id: string): string => `case when ${id} < ${FIRST_SCRATCH_ID} then ${id} end`

/** What people call an object. */
export const labelOf = (attributes: string): string => `${attributes}->'displayName'->>0`

/** Of a long list of references, so many are named. */
export const NAMED = 100
