import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { urlOf, withClient } from '../../src/storage/embedded/found-server.js'
import { prepareHome } from '../../src/storage/embedded/home.js'
import { takeLock } from '../../src/storage/embedded/lock.js'
import { ensureServer, stopServer } from '../../src/storage/embedded/server.js'

/** What is committed is decoded at once: a change that is not flushed yet is told later, and tests would have to wait. */
const FLAGS = ['fsync=off', 'full_page_writes=off', 'wal_level=logical', 'max_wal_senders=8', 'autovacuum=off'].flatMap(
  setting => ['-c', setting],
)

/** A PostgreSQL server of a test file's own, for what the shared one has no use for: logical decoding. */
export interface Postgresql {
  readonly port: number
  readonly user: string
  readonly password: string
  url(database: string): string
  /** Makes an empty database; answers its name. */
  createDatabase(): Promise<string>
  /** Leaves nothing in a database: tables, publications, replication slots. */
  emptyDatabase(name: string): Promise<void>
  run<T>(database: string, work: (client: Client) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/** @param tls PEM files; with them encryption is offered */
export async function startPostgresql(tls?: { certificate: string; key: string }): Promise<Postgresql> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-postgresql-'))
  // As root, the server runs as another user.
  chmodSync(folder, 0o755)
  const home = await prepareHome(join(folder, 'postgres'), () => undefined)
  const lock = await takeLock(home.lockFile)
  const flags = [...FLAGS]
  if (tls !== undefined) {
    for (const [setting, file] of Object.entries({ ssl_cert_file: tls.certificate, ssl_key_file: tls.key })) {
      const copy = join(folder, setting)
      copyFileSync(file, copy)
      chmodSync(copy, 0o600)
      if (home.account !== undefined) chownSync(copy, home.account.uid, home.account.gid)
      flags.push('-c', `${setting}=${copy}`)
    }
    flags.push('-c', 'ssl=on')
  }
  const { server } = await ensureServer(home, flags).finally(() => lock.release())
  const url = (database: string) => urlOf(server, database)
  return {
    port: server.port,
    user: new URL(url('postgres')).username,
    password: server.password,
    url,
    async createDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`
      await withClient(url('postgres'), client => client.query(`create database ${name}`))
      return name
    },
    emptyDatabase: name =>
      withClient(url(name), async client => {
        const slots = await client.query('select slot_name from pg_replication_slots where database = $1', [name])
        for (const { slot_name } of slots.rows) await client.query('select pg_drop_replication_slot($1)', [slot_name])
        const { rows } = await client.query('select pubname from pg_publication')
        for (const { pubname } of rows) await client.query(`drop publication ${client.escapeIdentifier(pubname)}`)
        await client.query('drop schema public cascade; create schema public')
      }),
    run: (database, work) => withClient(url(database), work),
    async stop() {
      await stopServer(home)
      for (const path of [home.folder, folder]) rmSync(path, { recursive: true, force: true })
    },
  }
}
