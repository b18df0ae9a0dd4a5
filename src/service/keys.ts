import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { createApiKey, type NewApiKey, revokeApiKey } from '../access/create-key.js'
import { ProblemError } from '../model/problem.js'
import { type ListedKey, listApiKeys } from '../storage/read/api-key.js'
import type { Hub } from './hub.js'

/** Every key there ever was, without its secret, the oldest first. */
export async function keys(hub: Hub, actor: Actor): Promise<ListedKey[]> {
  authorize(actor, 'read-keys')
  return listApiKeys(hub.database)
}

/**
 * Answers the text of the new key, which nobody can ever read again.
 * @throws ProblemError `request.invalid`, `access.denied`
 */
export function createKey(hub: Hub, actor: Actor, key: NewApiKey): Promise<string> {
  const details = { role: key.role, ...(key.expiresAt && { expiresAt: key.expiresAt.toISOString() }) }
  return audited(hub.database, actor, { operation: 'create-key', target: key.name, details }, async () => {
    if (key.name.trim() === '') throw nameless()
    return createApiKey(hub.database, key)
  })
}

/**
 * Ends the key with this prefix; it is refused within seconds, everywhere.
 * @throws ProblemError `request.not-found`, `access.denied`
 */
export function revokeKey(hub: Hub, actor: Actor, prefix: string): Promise<void> {
  return audited(hub.database, actor, { operation: 'revoke-key', target: prefix }, async () => {
    if (!(await revokeApiKey(hub.database, prefix))) throw unknownPrefix(prefix)
  })
}

const nameless = () =>
  new ProblemError({
    code: 'request.invalid',
    message: 'A key needs a name',
    hint: 'Say who or what uses it: the audit and the run history show it.',
  })

const unknownPrefix = (prefix: string) =>
  new ProblemError({
    code: 'request.not-found',
    message: `No key with the prefix “${prefix}” is in use`,
    hint: 'hub key list shows the prefixes.',
  })
