import type { Role } from './roles.js'

/** Who asks for something. Every operation of the service layer takes one. */
export interface Actor {
  /** As the audit and the run history show it. */
  readonly name: string
  readonly roles: readonly Role[]
  /** From where: an address, or `cli`. The audit shows it. */
  readonly origin?: string
}

/** The person at the machine itself: whoever may read the database's address may do everything. */
export const localActor = (name: string): Actor => ({ name, roles: ['administrator'], origin: 'cli' })
