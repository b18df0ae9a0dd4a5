import { newestVersionId, versionSource } from '../storage/configuration/versions.js'
import type { Database } from '../storage/database.js'
import type { AccessDocument } from './document-access.js'
import { documentOf } from './stored-document.js'

const cache = new WeakMap<Database, { readonly version: number; readonly access: Promise<AccessDocument> }>()

/** What the configuration in force says of access. One small query while the version stays the same. */
export async function loadAccess(database: Database): Promise<AccessDocument> {
  const version = await newestVersionId(database)
  const held = cache.get(database)
  if (held?.version === version) return held.access
  const access = read(database, version)
  cache.set(database, { version, access })
  access.catch(() => cache.delete(database))
  return access
}

async function read(database: Database, version: number): Promise<AccessDocument> {
  const source = version === 0 ? undefined : await versionSource(database, version)
  return (source === undefined ? undefined : documentOf(source).access) ?? {}
}
