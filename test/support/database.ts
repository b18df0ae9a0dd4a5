import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Client } from 'pg'
import { type Database, openDatabase } from '../../src/storage/database.js'
import { urlOf, withClient } from '../../src/storage/embedded/found-server.js'
import { prepareHome } from '../../src/storage/embedded/home.js'
import { takeLock } from '../../src/storage/embedded/lock.js'
import { ensureServer } from '../../src/storage/embedded/server.js'
import { migrate } from '../../src/storage/migrate.js'

/** Nothing of a test run has to survive a power cut. */
const FLAGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'].flatMap(
  setting => ['-c', setting],
)

export interface TestDatabase {
  readonly url: string
  readonly database: Database
  /** Closes the database and deletes it; for `afterAll`. */
  drop(): Promise<void>
}

/**
 * A database of the test file's own with the schema in place, cloned from a template that is migrated once in a run. It lives on
 * the server in TEST_DATABASE_URL, whose user may create databases, or else on an embedded one.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { url, drop } = await emptyDatabase('template')
  const database = await openDatabase({ url, applicationName: 'identity-hub-test' })
  return {
    url,
    database,
    drop: async () => {
      await database.close()
      await drop()
    },
  }
}

/** As {@link testDatabase}, with nothing connected to it; `empty` has no schema either: for tests of migrations and of starting up. */
export async function emptyDatabase(
  kind: 'empty' | 'template' = 'empty',
): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await serverUrl()
  const name = `${runName()}_${randomBytes(6).toString('hex')}`
  await note(name)
  const template = kind === 'template' ? await ensureTemplate(server) : 'template0'
  await withClient(server, client => client.query(`create database "${name}" template "${template}"`))
  return {
    url: urlIn(server, name),
    drop: async () => {
      await withClient(server, client => client.query(`drop database if exists "${name}" with (force)`))
    },
  }
}

let server: Promise<string> | undefined

function serverUrl(): Promise<string> {
  server ??= process.env.TEST_DATABASE_URL ? Promise.resolve(process.env.TEST_DATABASE_URL) : embeddedServer()
  return server
}

/** The run's embedded server, started by whichever test comes first. */
async function embeddedServer(): Promise<string> {
  const home = await prepareHome(join(runFolder(), 'postgres'), () => undefined)
  const lock = await takeLock(home.lockFile)
  try {
    const { server } = await ensureServer(home, FLAGS)
    return urlOf(server, 'postgres')
  } finally {
    await lock.release()
  }
}

function ensureTemplate(server: string): Promise<string> {
  const name = `${runName()}_template`
  return withClient(server, async client => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rows } = await client.query('select datistemplate from pg_database where datname = $1', [name])
    if (rows[0]?.datistemplate !== true) await createTemplate(client, server, name)
    return name
  })
}

async function createTemplate(client: Client, server: string, name: string): Promise<void> {
  await note(name)
  await client.query(`drop database if exists "${name}" with (force)`)
  await client.query(`create database "${name}" template template0`)
  const database = await openDatabase({ url: urlIn(server, name), applicationName: 'identity-hub-test' })
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
  // Cloning needs a template that nobody is connected to.
  await client.query(`alter database "${name}" with is_template true allow_connections false`)
}

/** Remembers a database for the end of the run. */
async function note(name: string): Promise<void> {
  await mkdir(join(runFolder(), 'databases'), { recursive: true })
  await writeFile(join(runFolder(), 'databases', name), '')
}

function urlIn(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

const runName = () => basename(runFolder()).replaceAll('-', '_').toLowerCase()

function runFolder(): string {
  const folder = process.env.HUB_TEST_FOLDER
  if (folder === undefined)
    throw new Error('Databases for tests need test/support/global-setup.js: run jest with the project configuration')
  return folder
}
