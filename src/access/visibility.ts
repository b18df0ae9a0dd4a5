import type { Visibility } from '../storage/read/graph/plan.js'
import type { Actor } from './actor.js'

const EVERYTHING: Visibility = { sees: () => true }

/** Which attributes of the metaverse an actor sees. Whoever may read the metaverse sees all of them. */
export const visibilityOf = (_actor: Actor): Visibility => EVERYTHING
