import { ProblemError } from '../model/problem.js'
import type { Actor } from './actor.js'
import { mayDo } from './authorize.js'
import type { FarmRole } from './roles.js'

const roleOf = (farm: string): FarmRole => `farm:${farm}`

/** The farms that the actor's own roles name. */
export const farmsOf = ({ roles }: Actor): string[] =>
  roles.filter(role => role.startsWith('farm:')).map(role => role.slice('farm:'.length))

/** A farm is seen with its own role, and by whoever may read the whole metaverse. @throws ProblemError `access.denied` */
export function authorizeFarm(actor: Actor, farm: string): void {
  if (actor.roles.includes(roleOf(farm)) || mayDo(actor.roles, 'read-metaverse')) return
  throw new ProblemError({
    code: 'access.denied',
    message: `The role ${actor.roles.join(', ') || '(none)'} does not see the farm ${farm}.`,
    hint: `Use a key with the role ${roleOf(farm)}.`,
  })
}
