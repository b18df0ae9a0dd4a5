import { ProblemError } from '../model/problem.js'
import type { Actor } from './actor.js'
import { OPERATIONS, type Operation } from './operations.js'
import type { Role } from './roles.js'

export function mayDo(roles: readonly Role[], operation: Operation): boolean {
  const allowed: readonly Role[] = OPERATIONS[operation]
  return roles.some(role => role === 'administrator' || allowed.includes(role))
}

/** @throws ProblemError `access.denied` when none of the actor's roles includes the operation */
export function authorize(actor: Actor, operation: Operation): void {
  if (mayDo(actor.roles, operation)) return
  const others = ['administrator', ...OPERATIONS[operation]].join(', ')
  throw new ProblemError({
    code: 'access.denied',
    message: `The role ${actor.roles.join(', ') || '(none)'} does not include ${operation}.`,
    hint: `Use the key of one of these roles: ${others}.`,
  })
}
