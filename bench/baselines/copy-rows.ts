import { once } from 'node:events'
import { from, to } from 'pg-copy-streams'
import type { Database } from '../../src/storage/database.js'
import { settle, timeOf } from '../measure.js'

/** The rows of a table as COPY writes them. */
interface SavedTable {
  readonly name: string
  readonly chunks: readonly Buffer[]
}

/** A table whose rows count, all of them or those of a condition. */
export interface CopiedTable {
  readonly name: string
  readonly where?: string
}

/**
 * Milliseconds to write the rows that the tables hold now into empty tables with the same columns, defaults and indexes: one
 * COPY a table, all in one transaction, from bytes that are ready to be sent.
 */
export async function timeCopy(database: Database, tables: readonly CopiedTable[]): Promise<number> {
  const saved: SavedTable[] = []
  for (const table of tables) saved.push(await saveRows(database, table))
  // In a transaction of their own: rows copied into a table that the same transaction made are not logged.
  await database.query('create schema baseline')
  try {
    for (const { name } of saved)
      await database.query(`create table baseline.${name} (like public.${name} including all)`)
    await settle(database)
    return await timeOf(() => copyAll(database, saved))
  } finally {
    await database.query('drop schema baseline cascade')
  }
}

async function saveRows({ pool }: Database, { name, where = 'true' }: CopiedTable): Promise<SavedTable> {
  const client = await pool.connect()
  try {
    const chunks: Buffer[] = []
    const rows = client.query(to(`copy (select * from public.${name} where ${where}) to stdout`))
    for await (const chunk of rows) chunks.push(chunk as Buffer)
    return { name, chunks }
  } finally {
    client.release()
  }
}

async function copyAll({ pool }: Database, saved: readonly SavedTable[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const { name, chunks } of saved) {
      const stream = client.query(from(`copy baseline.${name} from stdin`))
      const finished = once(stream, 'finish')
      for (const chunk of chunks) if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), finished])
      stream.end()
      await finished
    }
    await client.query('commit')
  } finally {
    client.release()
  }
}
