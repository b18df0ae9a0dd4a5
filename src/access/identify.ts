import { loadAccess } from '../configuration/load-access.js'
import type { Database } from '../storage/database.js'
import type { Identity } from './identity.js'
import { verifyApiKey } from './verify-key.js'
import { isToken, verifyToken } from './verify-token.js'

/** Who brings this API key or access token; undefined when it is no good. Does not tell why. */
export async function identify(database: Database, secret: string): Promise<Identity | undefined> {
  if (!isToken(secret)) return verifyApiKey(database, secret)
  const { oidc } = await loadAccess(database)
  return oidc && verifyToken(oidc, secret)
}
