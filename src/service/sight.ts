import type { Actor } from '../access/actor.js'
import { type Sight, visibilityOf } from '../access/visibility.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'

/** What somebody sees by the configuration that is in force now. */
export const sightFor = async (hub: Hub, actor: Actor): Promise<Sight> => visibilityOf(actor, await schemaOf(hub))
