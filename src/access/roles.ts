/** MIM's security groups. */
export const ROLES = ['administrator', 'operator', 'joiner', 'password', 'reader'] as const

export type StaffRole = (typeof ROLES)[number]

/** A farm's own role: it sees that farm's view and nothing else. */
export type FarmRole = `farm:${string}`

export type Role = StaffRole | FarmRole

const FARM = 'farm:'

export const farmRole = (farm: string): FarmRole => `${FARM}${farm}`

/** The farm that a role names; undefined of the staff's. */
export const farmIn = (role: string): string | undefined =>
  role.startsWith(FARM) ? role.slice(FARM.length) : undefined

export const isRole = (text: string): text is Role =>
  (ROLES as readonly string[]).includes(text) || (farmIn(text) ?? '') !== ''
