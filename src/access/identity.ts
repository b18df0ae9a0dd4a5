import type { Actor } from './actor.js'

/** Who is there, and until when that holds. */
export interface Identity {
  readonly actor: Actor
  /** When the key or token ends by itself; undefined: never. */
  readonly expiresAt: Date | undefined
}
