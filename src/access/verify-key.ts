import { hash } from 'node:crypto'
import { type Together, together } from '../model/together.js'
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

/** What is known of the keys of one database, by their hashes. */
interface Keys {
  readonly trusted: Map<string, Trusted>
  readonly lookUp: Together<Identity | undefined>
}

const keysOf = new WeakMap<Database, Keys>()

/** Who holds this key, or undefined when it is unknown, wrong, expired or revoked. Does not tell which. */
export async function verifyApiKey(database: Database, key: string): Promise<Identity | undefined> {
  const text = parseKey(key)
  if (text === undefined) return undefined
  const { trusted, lookUp } = keysIn(database)
  const name = hash('sha256', key, 'hex')
  const known = trusted.get(name)
  if (known !== undefined && known.until > Date.now()) return known.identity
  trusted.delete(name)
  // Thousands of subscriptions of one key come at the same moment.
  return lookUp(name, () => verify(database, text, name))
}

async function verify(database: Database, text: KeyText, name: string): Promise<Identity | undefined> {
  const row = await findApiKey(database, text.prefix)
  const matches = sameHash(row?.hash ?? NO_HASH, secretHash(text.secret))
  if (row === undefined || !matches || !isAlive(row)) return undefined
  const { trusted } = keysIn(database)
  const identity: Identity = {
    id: `key:${text.prefix}`,
    actor: { name: row.name, roles: row.scopes.filter(isRole) },
    expiresAt: row.expiresAt,
  }
  const until = Math.min(Date.now() + TRUST_MS, row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY)
  if (trusted.size >= MOST_TRUSTED) trusted.clear()
  trusted.set(name, { identity, until })
  await noteUse(database, row)
  return identity
}

function keysIn(database: Database): Keys {
  const held = keysOf.get(database) ?? { trusted: new Map<string, Trusted>(), lookUp: together() }
  keysOf.set(database, held)
  return held
}

const isAlive = (row: KeyRow): boolean =>
  !row.revoked && (row.expiresAt === undefined || row.expiresAt.getTime() > Date.now())

async function noteUse(database: Database, { id, lastUsedAt }: KeyRow): Promise<void> {
  const now = Date.now()
  if (lastUsedAt !== undefined && now - lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return
  await database.orm.em.fork().nativeUpdate(ApiKey, { id }, { lastUsedAt: new Date(now) })
}
