import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urlOf, withClient } from '../src/storage/embedded/found-server.js'
import { prepareHome } from '../src/storage/embedded/home.js'
import { takeLock } from '../src/storage/embedded/lock.js'
import { ensureServer, stopServer } from '../src/storage/embedded/server.js'
import { type Samba, startSamba } from '../test/support/samba.js'
import { type Slapd, startSlapd } from '../test/support/slapd.js'
import { SUFFIX, toLdif } from './data.js'
import { FOREST, toPython } from './forest-data.js'

/** The servers that the benchmarks measure against, on loopback, with their data in a temporary folder. */
export interface Environment extends AsyncDisposable {
  /** Makes a database, empty or as a copy of another one that nobody is connected to. Answers its URL. */
  createDatabase(name: string, template?: string): Promise<string>
  dropDatabase(name: string): Promise<void>
  /** OpenLDAP loaded with that many people and their groups; started when it is asked for first. */
  directory(people: number): Promise<Slapd>
  /** A domain controller with that many people and one group of half of them; started when it is asked for first. */
  forest(people: number): Promise<Samba>
}

/** PostgreSQL as the hub itself starts it: what is committed survives a power cut. */
export async function startEnvironment(): Promise<Environment> {
  const folder = mkdtempSync(join(tmpdir(), 'identity-hub-bench-'))
  // As root, the server runs as another user.
  chmodSync(folder, 0o755)
  const home = await prepareHome(join(folder, 'postgres'), () => undefined)
  const lock = await takeLock(home.lockFile)
  const { server } = await ensureServer(home).finally(() => lock.release())
  const postgres = urlOf(server, 'postgres')
  const slapds = new Map<number, Promise<Slapd>>()
  const sambas = new Map<number, Promise<Samba>>()
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    for (const server of [...slapds.values(), ...sambas.values()]) {
      await server.then(each => each.stop()).catch(() => undefined)
    }
    await stopServer(home)
    for (const path of [home.folder, folder]) rmSync(path, { recursive: true, force: true })
  }

  return {
    async createDatabase(name, template = 'template0') {
      await withClient(postgres, async client => {
        await client.query(`drop database if exists "${name}" with (force)`)
        await client.query(`create database "${name}" template "${template}" strategy file_copy`)
      })
      return urlOf(server, name)
    },
    dropDatabase: name =>
      withClient(postgres, async client => {
        await client.query(`drop database if exists "${name}" with (force)`)
      }),
    directory(people) {
      const slapd = slapds.get(people) ?? startSlapd({ suffix: SUFFIX, ldif: toLdif(people) })
      slapds.set(people, slapd)
      return slapd
    },
    forest(people) {
      const samba = sambas.get(people) ?? startSamba({ forest: FOREST, prepare: toPython(people) })
      sambas.set(people, samba)
      return samba
    },
    [Symbol.asyncDispose]() {
      stopping ??= stop()
      return stopping
    },
  }
}
