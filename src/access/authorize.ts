import { ProblemError } from '../model/problem.js'
import type { Actor } from './actor.js'
import { OPERATIONS, type Operation } from './operations.js'
import type { Role } from './roles.js'

export function mayDo(role: Role, operation: Operation): boolean {
  return role === 'administrator' || (OPERATIONS[operation] as readonly Role[]).includes(role)
}

/** @throws ProblemError `access.denied` when the actor's role does not include the operation */
export function authorize(actor: Actor, operation: Operation): void {
  if (mayDo(actor.role, operation)) return
  const others = ['administrator', ...OPERATIONS[operation]].join(', ')
  throw new ProblemError({
    code: 'access.denied',
    message: `The role ${actor.role} does not include ${operation}.`,
    hint: `Use the key of one of these roles: ${others}.`,
  })
}
