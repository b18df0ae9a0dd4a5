import type { Database } from '../storage/database.js'
import { ApiKey } from '../storage/entities/index.js'
import { newKeyText, printKey, secretHash } from './key-text.js'

/** One number for all hubs: whoever holds this lock makes the first key. */
const LOCK = 4_829_502

/**
 * Creates an administrator's key on a database that never had one, however many hubs start at once. Answers its text to be
 * printed, once; undefined when there is one already.
 */
export async function ensureAdministratorKey(database: Database): Promise<string | undefined> {
  return database.orm.em.fork().transactional(async manager => {
    await manager.execute('select pg_advisory_xact_lock(?)', [LOCK])
    const made = await manager.execute(`select from api_key where 'administrator' = any(scopes) limit 1`)
    if (made.length > 0) return undefined
    const text = newKeyText()
    const row = { name: 'administrator', scopes: ['administrator'], prefix: text.prefix, hash: secretHash(text.secret) }
    await manager.insert(ApiKey, { ...row, createdAt: new Date() })
    return printKey(text)
  })
}
