import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { createApiKey, type NewApiKey, revokeApiKey } from '../access/create-key.js'
import { farmIn, isRole, ROLES, type Role } from '../access/roles.js'
import { rotateApiKey } from '../access/rotate-key.js'
import { loadRuleSet } from '../configuration/load.js'
import { ProblemError } from '../model/problem.js'
import { didYouMean } from '../rules/nearest.js'
import { countApiKeys, type ListedKey, listApiKeys } from '../storage/read/api-key.js'
import type { PageRequest } from '../storage/read/page.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'

/** Every key there ever was, without its secret, the oldest first. */
export async function listedKeys(hub: Hub, actor: Actor, page: PageRequest): Promise<Listed<ListedKey>> {
  authorize(actor, 'read-keys')
  return { ...(await listApiKeys(hub.database, page)), count: () => countApiKeys(hub.database) }
}

export interface WantedKey extends Omit<NewApiKey, 'scopes'> {
  readonly scopes: readonly string[]
}

/**
 * Answers the text of the new key, which nobody can ever read again.
 * @throws ProblemError `request.invalid`, `access.denied`
 */
export function createKey(hub: Hub, actor: Actor, key: WantedKey): Promise<string> {
  const details = { scopes: key.scopes, ...(key.expiresAt && { expiresAt: key.expiresAt.toISOString() }) }
  return audited(hub.database, actor, { operation: 'create-key', target: key.name, details }, async () => {
    if (key.name.trim() === '') throw nameless()
    const scopes = scopesOf(key.scopes)
    await checkFarms(hub, scopes)
    return createApiKey(hub.database, { ...key, scopes })
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

/** How long a rotated key may still be used, at most. */
const LONGEST_OVERLAP_HOURS = 24 * 30

/**
 * Answers the text of a new key in the place of the one with this prefix, which is good for `overlapHours` more.
 * @throws ProblemError `request.invalid`, `request.not-found`, `access.denied`
 */
export function rotateKey(hub: Hub, actor: Actor, prefix: string, overlapHours: number): Promise<string> {
  return audited(
    hub.database,
    actor,
    { operation: 'rotate-key', target: prefix, details: { overlapHours } },
    async () => {
      if (!(overlapHours >= 0 && overlapHours <= LONGEST_OVERLAP_HOURS)) throw overlap()
      const key = await rotateApiKey(hub.database, prefix, new Date(Date.now() + overlapHours * 3_600_000))
      if (key === undefined) throw unknownPrefix(prefix)
      return key
    },
  )
}

const overlap = () =>
  new ProblemError({
    code: 'request.invalid',
    message: 'The time that both keys are good for is out of bounds',
    hint: `Say 0 to ${LONGEST_OVERLAP_HOURS} hours.`,
    about: 'overlapHours',
  })

function scopesOf(texts: readonly string[]): Role[] {
  if (texts.length === 0) throw aimless()
  return texts.map(text => {
    if (isRole(text)) return text
    throw new ProblemError({
      code: 'request.invalid',
      message: `There is no role “${text}”`,
      hint: `Roles: ${ROLES.join(', ')}, and farm:<name> for a farm's own keys.`,
      about: 'scopes',
    })
  })
}

/** Where farms are configured, a key of another is a mistake. */
async function checkFarms(hub: Hub, scopes: readonly Role[]): Promise<void> {
  const { farms } = await loadRuleSet(hub.database)
  const unknown = scopes.map(farmIn).find(farm => farm !== undefined && !farms.has(farm))
  if (farms.size === 0 || unknown === undefined) return
  throw new ProblemError({
    code: 'request.invalid',
    message: `The configuration has no farm “${unknown}”`,
    hint: didYouMean(unknown, farms.keys()) ?? `Farms: ${[...farms.keys()].join(', ')}.`,
    about: 'scopes',
  })
}

const aimless = () =>
  new ProblemError({
    code: 'request.invalid',
    message: 'A key needs a scope',
    hint: `Say what it is for: ${ROLES.join(', ')}, or farm:<name>.`,
    about: 'scopes',
  })

const nameless = () =>
  new ProblemError({
    code: 'request.invalid',
    message: 'A key needs a name',
    hint: 'Say who or what uses it: the audit and the run history show it.',
    about: 'name',
  })

const unknownPrefix = (prefix: string) =>
  new ProblemError({
    code: 'request.not-found',
    message: `No key with the prefix “${prefix}” is in use`,
    hint: 'hub key list shows the prefixes.',
    about: 'prefix',
  })
