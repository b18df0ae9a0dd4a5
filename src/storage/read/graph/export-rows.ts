import type { Readable } from 'node:stream'
import { to as copyTo } from 'pg-copy-streams'
import type { Database } from '../../database.js'
import { type ExportQuery, exportSql } from './export-sql.js'
import type { Visibility } from './plan.js'

/**
 * The file as the database writes it, no faster than it is read. Destroying the stream ends the statement with its connection.
 * @throws the database's error
 */
export async function exportRows(database: Database, query: ExportQuery, visibility: Visibility): Promise<Readable> {
  const sql = exportSql(query, visibility)
  const client = await database.pool.connect()
  const stream = client.query(copyTo(sql))
  let ended = false
  stream.once('end', () => {
    ended = true
  })
  // A connection in the middle of a COPY is of no use to anybody else.
  stream.once('close', () => client.release(!ended))
  return stream
}
