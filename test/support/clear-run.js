import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'

/** Ends what a test run has left: its embedded server with the data, or its databases on a server that was given. */
export async function clearRun(folder) {
  if (existsSync(join(folder, 'postgres'))) await stopServerIn(join(folder, 'postgres'))
  if (existsSync(join(folder, 'databases')) && process.env.TEST_DATABASE_URL) await dropDatabases(folder)
  rmSync(folder, { recursive: true, force: true })
}

async function stopServerIn(dataFolder) {
  await import('../../scripts/typescript.js')
  const source = name => import(pathToFileURL(join(import.meta.dirname, '../../src/storage/embedded', name)).href)
  const [{ prepareHome }, { stopServer }] = await Promise.all([source('home.ts'), source('server.ts')])
  const home = await prepareHome(dataFolder, () => undefined)
  await stopServer(home)
  rmSync(home.folder, { recursive: true, force: true })
}

async function dropDatabases(folder) {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL })
  await client.connect()
  try {
    for (const name of readdirSync(join(folder, 'databases'))) {
      if (name.endsWith('_template')) {
        await client.query(`update pg_database set datistemplate = false where datname = $1`, [name])
      }
      await client.query(`drop database if exists "${name}" with (force)`)
    }
  } finally {
    await client.end()
  }
}
