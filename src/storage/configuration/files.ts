import type { Database } from '../database.js'
import type { EditTransaction } from './transaction.js'

/** Stores the files of a version. */
export async function addFiles(
  edit: EditTransaction,
  version: number,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  if (files.size === 0) return
  const rows = [...files].map(([path, content]) => ({ path, content }))
  await edit.execute(
    `insert into configuration_file (version_id, path, content)
     select ?, path, content from jsonb_to_recordset(?::jsonb) as file (path text, content text)`,
    [version, JSON.stringify(rows)],
  )
}

const SELECT = 'select path, content from configuration_file where version_id = '

/** The files of a version, by path. */
export async function versionFiles(database: Database, version: number): Promise<Map<string, string>> {
  return byPath(await database.query<FileRow>(`${SELECT} $1 order by path`, [version]))
}

/** As {@link versionFiles}, within an edit. */
export async function filesInEdit(edit: EditTransaction, version: number): Promise<Map<string, string>> {
  return byPath(await edit.execute<FileRow[]>(`${SELECT} ? order by path`, [version]))
}

interface FileRow {
  readonly path: string
  readonly content: string
}

const byPath = (rows: readonly FileRow[]): Map<string, string> =>
  new Map(rows.map(({ path, content }) => [path, content]))
