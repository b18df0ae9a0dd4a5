import { ProblemError } from '../model/problem.js'
import type { Actor } from './actor.js'
import { mayDo } from './authorize.js'
import { farmIn, farmRole } from './roles.js'

/** The farms that the actor's own roles name. */
export const farmsOf = ({ roles }: Actor): string[] => roles.flatMap(role => farmIn(role) ?? [])

/** A farm is seen with its own role, and by whoever may read the whole metaverse. @throws ProblemError `access.denied` */
export function authorizeFarm(actor: Actor, farm: string): void {
  if (actor.roles.includes(farmRole(farm)) || mayDo(actor.roles, 'read-metaverse')) return
  throw new ProblemError({
    code: 'access.denied',
    message: `The role ${actor.roles.join(', ') || '(none)'} does not see the farm ${farm}.`,
    hint: `Use a key with the role ${farmRole(farm)}.`,
  })
}
