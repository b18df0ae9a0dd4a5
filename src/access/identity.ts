import type { Actor } from './actor.js'

/** Who is there, and until when that holds. */
export interface Identity {
  /** Tells one key or holder of tokens from another; what limits are counted for. */
  readonly id: string
  readonly actor: Actor
  /** When the key or token ends by itself; undefined: never. */
  readonly expiresAt: Date | undefined
}
