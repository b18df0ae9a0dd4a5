import { spawn } from 'node:child_process'
import { open, readFile, rename, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../../model/problem.js'
import { SERVER_ENVIRONMENT } from './account.js'
import { type FoundServer, findServer, pidFile, USER, urlOf, withClient } from './found-server.js'
import type { Home } from './home.js'
import { initialise } from './initialise.js'
import { settingsParameters } from './settings.js'

const ATTEMPTS = 20
const LOG_LIMIT = 10 * 1024 * 1024

/** Failures that pass: somebody took the port in between, or the children of a killed server are still leaving. */
const PASSING =
  /could not bind|could not create any TCP\/IP sockets|pre-existing shared memory block|lock file "postmaster\.pid"/

/**
 * A running server on this home, started unless one runs already, with the database `hub`. The caller holds the home's lock.
 * The server outlives this process: a hub that is killed leaves it to the next one.
 */
export async function ensureServer(
  home: Home,
  flags: readonly string[] = [],
): Promise<{ server: FoundServer; started: boolean }> {
  await initialise(home)
  const found = await findServer(home)
  const server = found ?? (await startServer(home, flags))
  await withClient(urlOf(server, 'postgres'), async client => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [USER])
    if (rowCount === 0) await client.query(`create database ${USER}`)
  })
  return { server, started: found === undefined }
}

async function startServer(home: Home, flags: readonly string[]): Promise<FoundServer> {
  await turnLog(home)
  for (let attempt = 1; ; attempt++) {
    const size = (await stat(home.logFile).catch(() => undefined))?.size ?? 0
    const server = await launch(home, flags)
    if (server !== undefined) return server
    const said = (await readFile(home.logFile)).subarray(size).toString('utf8').trim()
    if (attempt === ATTEMPTS || !PASSING.test(said)) throw failure(home, said)
    await sleep(250)
  }
}

/** Starts the program in a session of its own; undefined when it ended instead of answering. */
async function launch(home: Home, flags: readonly string[]): Promise<FoundServer | undefined> {
  const log = await open(home.logFile, 'a', 0o600)
  try {
    if (home.account !== undefined) await log.chown(home.account.uid, home.account.gid)
    const parameters = ['-D', home.data, ...settingsParameters(await freePort()), ...flags]
    const child = spawn(home.binaries.postgres, parameters, {
      ...home.account,
      cwd: home.folder,
      env: SERVER_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    let ended = false
    child.once('exit', () => {
      ended = true
    })
    child.once('error', () => {
      ended = true
    })
    child.unref()
    while (!ended) {
      const server = await findServer(home, () => ended)
      if (server !== undefined) return server
      await sleep(10)
    }
    return undefined
  } finally {
    await log.close()
  }
}

/** Stops the server and returns when its data is closed. The caller holds the home's lock. */
export async function stopServer(home: Home): Promise<void> {
  const server = await findServer(home)
  if (server === undefined) return
  // A fast shutdown: sessions are ended, what is committed is written out.
  process.kill(server.pid, 'SIGINT')
  const deadline = Date.now() + 120_000
  while ((await stat(pidFile(home)).catch(() => undefined)) !== undefined) {
    if (Date.now() > deadline) {
      throw new ProblemError({
        code: 'storage.unavailable',
        message: 'The embedded PostgreSQL does not end',
        hint: `See ${home.logFile}.`,
        where: { file: home.logFile },
      })
    }
    await sleep(10)
  }
}

function failure(home: Home, said: string): ProblemError {
  return new ProblemError({
    code: 'storage.unavailable',
    message: `The embedded PostgreSQL did not start: ${said.split('\n').slice(-5).join(' | ') || 'it said nothing'}`,
    hint: `See ${home.logFile}, or set DATABASE_URL to a PostgreSQL server.`,
    where: { file: home.logFile },
  })
}

/** Keeps one older log, so that the logs of years do not fill the disk. */
async function turnLog(home: Home): Promise<void> {
  const size = (await stat(home.logFile).catch(() => undefined))?.size ?? 0
  if (size > LOG_LIMIT) await rename(home.logFile, `${home.logFile}.1`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
