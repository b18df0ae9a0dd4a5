import { ProblemError } from '../model/problem.js'
import type { Actor } from './actor.js'
import { mayDo } from './authorize.js'
import { farmIn, farmRole } from './roles.js'

/** The farms that the actor's own roles name. */
export const farmsOf = ({ roles }: Actor): string[] => roles.flatMap(role => farmIn(role) ?? [])

/** A farm is seen with its own role, and by whoever may read the whole metaverse. */
export const seesFarm = ({ roles }: Actor, farm: string): boolean =>
  roles.includes(farmRole(farm)) || mayDo(roles, 'read-metaverse')

/** @throws ProblemError `access.denied` when the actor does not see the farm */
export function authorizeFarm(actor: Actor, farm: string): void {
  if (seesFarm(actor, farm)) return
  throw new ProblemError({
    code: 'access.denied',
    message: `The role ${actor.roles.join(', ') || '(none)'} does not see the farm ${farm}.`,
    hint: `Use a key with the role ${farmRole(farm)}.`,
  })
}
