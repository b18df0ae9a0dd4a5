import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { type Figures, loadFigures } from '../storage/read/figures.js'
import type { Hub } from './hub.js'

/** What the hub is at, in numbers, for those who watch over it. */
export async function figures(hub: Hub, actor: Actor): Promise<Figures> {
  authorize(actor, 'read-figures')
  return loadFigures(hub.database)
}
