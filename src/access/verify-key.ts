import { hash } from 'node:crypto'
import type { Database } from '../storage/database.js'
import { ApiKey } from '../storage/entities/index.js'
import { findApiKey, type KeyRow } from '../storage/read/api-key.js'
import type { Identity } from './identity.js'
import { type KeyText, parseKey, sameHash, secretHash } from './key-text.js'
import { isRole } from './roles.js'

/** How long a verified key is taken for granted: a revoked one may live on for so long. */
const TRUST_MS = 3_000
const USE_NOTED_EVERY_MS = 60_000
const MOST_TRUSTED = 10_000
const NO_HASH = '0'.repeat(64)

interface Trusted {
  readonly identity: Identity
  readonly until: number
}

const trusted = new WeakMap<Database, Map<string, Trusted>>()
const underWay = new WeakMap<Database, Map<string, Promise<Identity | undefined>>>()

/** Who holds this key, or undefined when it is unknown, wrong, expired or revoked. Does not tell which. */
export async function verifyApiKey(database: Database, key: string): Promise<Identity | undefined> {
  const text = parseKey(key)
  if (text === undefined) return undefined
  const held = trustedIn(database)
  const name = hash('sha256', key, 'hex')
  const known = held.get(name)
  if (known !== undefined && known.until > Date.now()) return known.identity
  held.delete(name)
  // Thousands of subscriptions of one key come at the same moment: they share the answer.
  const asked = underWay.get(database) ?? new Map<string, Promise<Identity | undefined>>()
  underWay.set(database, asked)
  const asking = asked.get(name) ?? lookUp(database, text, name).finally(() => asked.delete(name))
  asked.set(name, asking)
  return asking
}

async function lookUp(database: Database, text: KeyText, name: string): Promise<Identity | undefined> {
  const row = await findApiKey(database, text.prefix)
  const matches = sameHash(row?.hash ?? NO_HASH, secretHash(text.secret))
  if (row === undefined || !matches || !isAlive(row)) return undefined
  const held = trustedIn(database)
  const identity: Identity = {
    id: `key:${text.prefix}`,
    actor: { name: row.name, roles: row.scopes.filter(isRole) },
    expiresAt: row.expiresAt,
  }
  const until = Math.min(Date.now() + TRUST_MS, row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY)
  if (held.size >= MOST_TRUSTED) held.clear()
  held.set(name, { identity, until })
  await noteUse(database, row)
  return identity
}

function trustedIn(database: Database): Map<string, Trusted> {
  const held = trusted.get(database) ?? new Map<string, Trusted>()
  trusted.set(database, held)
  return held
}

const isAlive = (row: KeyRow): boolean =>
  !row.revoked && (row.expiresAt === undefined || row.expiresAt.getTime() > Date.now())

async function noteUse(database: Database, { id, lastUsedAt }: KeyRow): Promise<void> {
  const now = Date.now()
  if (lastUsedAt !== undefined && now - lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return
  await database.orm.em.fork().nativeUpdate(ApiKey, { id }, { lastUsedAt: new Date(now) })
}
