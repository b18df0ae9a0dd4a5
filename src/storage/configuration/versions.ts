import type { Database } from '../database.js'
import { ConfigurationVersion } from '../entities/index.js'
import type { EditTransaction } from './transaction.js'

export interface StoredVersion {
  readonly id: number
  /** The document as YAML. jsonb does not keep the order of keys, which means something. */
  readonly source: string
  readonly digest: string
}

export interface NewVersion {
  readonly document: unknown
  readonly source: string
  readonly digest: string
  readonly author: string
}

/** The version in force, as seen by an edit. */
export async function newestVersion(edit: EditTransaction): Promise<StoredVersion | undefined> {
  const [version] = await edit.find(ConfigurationVersion, {}, { orderBy: { id: 'desc' }, limit: 1 })
  return version
}

/** Hears the number of every version that comes in force. */
export const VERSION_CHANNEL = 'configuration_version'

/** Stores a version, announces it, and answers its number. */
export async function addVersion(edit: EditTransaction, version: NewVersion): Promise<number> {
  const row = edit.create(ConfigurationVersion, version as Required<NewVersion>)
  await edit.flush()
  await edit.execute('select pg_notify(?, ?)', [VERSION_CHANNEL, String(row.id)])
  return row.id
}

/** The number of the version in force; 0 when there is none. */
export async function newestVersionId(database: Database): Promise<number> {
  const [row] = await database.prepared<{ id: number | null }>('select max(id) as id from configuration_version', [])
  return row?.id ?? 0
}

/** A version's document as YAML. */
export async function versionSource(database: Database, id: number): Promise<string | undefined> {
  const [row] = await database.query<{ source: string }>('select source from configuration_version where id = $1', [id])
  return row?.source
}
