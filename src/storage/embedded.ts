import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type FoundServer, findServer, USER, urlOf, withClient } from './embedded/found-server.js'
import { type Home, prepareHome } from './embedded/home.js'
import { takeLock } from './embedded/lock.js'
import { ensureServer, stopServer } from './embedded/server.js'

export interface EmbeddedOptions {
  /** Where the database lives; created when missing. */
  readonly dataFolder: string
  /** More parameters for the server program, such as `-c fsync=off` for tests. */
  readonly postgresFlags?: readonly string[]
  /** Told in one line when the data has to live elsewhere; standard error by default. */
  readonly say?: (line: string) => void
}

export interface EmbeddedServer {
  /** Of the database `hub`, with user and password. */
  readonly url: string
  /** Whether this call started the server; false when it took over one that ran already. */
  readonly owned: boolean
  /**
   * Leaves the server, and stops it when no other hub uses it: the last one out turns off the light. Close your own
   * connections first; while any session named `identity-hub…` is left, the server goes on.
   */
  stop(): Promise<void>
}

/**
 * A PostgreSQL server of our own on a data folder, listening on a free port of 127.0.0.1. The first hub starts it, others
 * on the same folder share it, and one that was killed leaves it running for the next.
 * @throws ProblemError `storage.unavailable` with the cause and the remedy.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const home = await prepareHome(options.dataFolder, options.say ?? (line => process.stderr.write(`${line}\n`)))
  const lock = await takeLock(home.lockFile)
  try {
    const { server, started } = await ensureServer(home, options.postgresFlags)
    const presence = await enter(server)
    let stopping: Promise<void> | undefined
    const stop = () => {
      stopping ??= leave(home, presence)
      return stopping
    }
    return { url: urlOf(server, USER), owned: started, stop }
  } finally {
    await lock.release()
  }
}

interface Presence {
  readonly name: string
  readonly client: PresentClient
}

/** Whether a session keeps its process alive. Missing in the type declarations. */
interface PresentClient extends Client {
  ref(): void
  unref(): void
}

const PRESENCE = 'identity-hub presence'

/** A session that stands for this hub for as long as it lives: the server itself notices when the hub is killed. */
async function enter(server: FoundServer): Promise<Presence> {
  const name = `${PRESENCE} ${process.pid}-${randomBytes(4).toString('hex')}`
  const connection = { connectionString: urlOf(server, 'postgres'), application_name: name, keepAlive: true }
  const client = new Client(connection) as PresentClient
  client.on('error', () => undefined)
  await client.connect()
  // Being present must not keep a process alive that has nothing else to do.
  client.unref()
  return { name, client }
}

async function leave(home: Home, presence: Presence): Promise<void> {
  // Leaving is something to do: the process must not end before the lock is released.
  presence.client.ref()
  const lock = await takeLock(home.lockFile)
  try {
    const server = await findServer(home)
    if (server === undefined) return
    if (!(await inUse(server, presence.name))) await stopServer(home)
  } finally {
    await presence.client.end().catch(() => undefined)
    await lock.release()
  }
}

/** Whether another hub is there. Sessions that are just being closed are given a moment. */
async function inUse(server: FoundServer, ownName: string): Promise<boolean> {
  return withClient(urlOf(server, 'postgres'), async client => {
    for (let waited = 0; ; waited += 50) {
      const { rows } = await client.query<{ name: string }>(
        `select application_name as name from pg_stat_activity
         where application_name like 'identity-hub%' and application_name <> $1 and pid <> pg_backend_pid()`,
        [ownName],
      )
      if (rows.length === 0) return false
      if (waited >= 1_000 || rows.some(({ name }) => name.startsWith(PRESENCE))) return true
      await sleep(50)
    }
  })
}
