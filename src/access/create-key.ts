import type { Database } from '../storage/database.js'
import { ApiKey } from '../storage/entities/index.js'
import { newKeyText, printKey, secretHash } from './key-text.js'
import type { Role } from './roles.js'

export interface NewApiKey {
  readonly name: string
  /** What it is for: its holder has these roles, or sees the farms that they name. */
  readonly scopes: readonly Role[]
  readonly expiresAt?: Date
}

/** Creates a key and answers its text, which nobody can ever read again. */
export async function createApiKey(database: Database, { name, scopes, expiresAt }: NewApiKey): Promise<string> {
  const text = newKeyText()
  const manager = database.orm.em.fork()
  const row = { name, scopes: [...scopes], prefix: text.prefix, hash: secretHash(text.secret) }
  await manager.insert(ApiKey, { ...row, expiresAt: expiresAt ?? null, createdAt: new Date() })
  return printKey(text)
}

/** Ends a key by its prefix; it is refused within seconds, everywhere. Answers whether there was such a key. */
export async function revokeApiKey(database: Database, prefix: string): Promise<boolean> {
  const manager = database.orm.em.fork()
  return (await manager.nativeUpdate(ApiKey, { prefix, revokedAt: null }, { revokedAt: new Date() })) > 0
}
