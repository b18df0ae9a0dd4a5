import { newestVersionId, versionSource } from '../storage/configuration/versions.js'
import type { Database } from '../storage/database.js'
import type { OidcDocument } from './document-access.js'
import { documentOf } from './stored-document.js'

const cache = new WeakMap<Database, { readonly version: number; readonly oidc: Promise<OidcDocument | undefined> }>()

/** The identity provider of the configuration in force. One small query while the version stays the same. */
export async function loadOidc(database: Database): Promise<OidcDocument | undefined> {
  const version = await newestVersionId(database)
  const held = cache.get(database)
  if (held?.version === version) return held.oidc
  const oidc = read(database, version)
  cache.set(database, { version, oidc })
  oidc.catch(() => cache.delete(database))
  return oidc
}

async function read(database: Database, version: number): Promise<OidcDocument | undefined> {
  const source = version === 0 ? undefined : await versionSource(database, version)
  return source === undefined ? undefined : documentOf(source).access?.oidc
}
