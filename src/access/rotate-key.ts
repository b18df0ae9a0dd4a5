import type { Database } from '../storage/database.js'
import { ApiKey } from '../storage/entities/index.js'
import { newKeyText, printKey, secretHash } from './key-text.js'

/**
 * Makes a key that takes the place of another: same name, scopes and end. The old one is good until `until`, so that its
 * users can change over. Answers the new key's text; undefined when no such key is in use.
 */
export function rotateApiKey(database: Database, prefix: string, until: Date): Promise<string | undefined> {
  return database.orm.em.fork().transactional(async manager => {
    const old = await manager.findOne(ApiKey, { prefix, revokedAt: null })
    if (old === null || (old.expiresAt && old.expiresAt.getTime() <= Date.now())) return undefined
    const text = newKeyText()
    const { name, scopes, expiresAt } = old
    const row = { name, scopes, prefix: text.prefix, hash: secretHash(text.secret) }
    await manager.insert(ApiKey, { ...row, expiresAt: expiresAt ?? null, createdAt: new Date() })
    if (!old.expiresAt || old.expiresAt.getTime() > until.getTime()) old.expiresAt = until
    return printKey(text)
  })
}
