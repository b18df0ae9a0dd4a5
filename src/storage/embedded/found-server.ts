import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { ProblemError } from '../../model/problem.js'
import type { Home } from './home.js'
import { isAlive } from './lock.js'

/** Crash recovery after a killed server takes seconds; this is for the largest of databases. */
const PATIENCE = 300_000

/** The superuser and the database of an embedded server. */
export const USER = 'hub'

/** A server that runs on a home's data and answers. */
export interface FoundServer {
  readonly pid: number
  readonly port: number
  readonly password: string
}

export function urlOf(server: FoundServer, database: string): string {
  return `postgres://${USER}:${server.password}@127.0.0.1:${server.port}/${database}`
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A connection that breaks fails its query; without a listener it would also end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * The server that runs on this home, waiting while it starts, recovers or shuts down; undefined when there is none.
 * A file left behind by a dead server is no server, also when its process id has meanwhile gone to another program.
 */
export async function findServer(home: Home, gaveUp: () => boolean = () => false): Promise<FoundServer | undefined> {
  const deadline = Date.now() + PATIENCE
  for (let pause = 10; !gaveUp(); pause = Math.min(pause * 1.5, 100)) {
    const claim = await readPidFile(home)
    if (claim === undefined) return undefined
    if (claim !== 'unfinished') {
      const answer = await ask(home, claim)
      if (typeof answer !== 'string') return answer
      if (!isAlive(claim.pid)) return undefined
      if (!(await servesHome(claim.pid, home))) {
        await rm(pidFile(home), { force: true })
        return undefined
      }
      if (answer === 'refused') throw strangePassword(home)
    }
    if (Date.now() > deadline) throw silent(home)
    await sleep(pause)
  }
  return undefined
}

export function pidFile(home: Home): string {
  return join(home.data, 'postmaster.pid')
}

type Claim = { readonly pid: number; readonly port: number }

async function readPidFile(home: Home): Promise<Claim | 'unfinished' | undefined> {
  const text = await readFile(pidFile(home), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const claim = { pid: Number(lines[0]), port: Number(lines[3]) }
  if (claim.pid > 0 && claim.port > 0) return claim
  // The server fills the file right after creating it; one that stays unfinished is a crash's, and would stop every start.
  const age = Date.now() - ((await stat(pidFile(home)).catch(() => undefined))?.mtimeMs ?? 0)
  if (age < 2_000) return 'unfinished'
  await rm(pidFile(home), { force: true })
  return undefined
}

/** The server's answer; `refused` when it does not take our password, `silent` when it does not (yet) serve. */
async function ask(home: Home, claim: Claim): Promise<FoundServer | 'refused' | 'silent'> {
  const password = (await readFile(home.passwordFile, 'utf8').catch(() => '')).trim()
  const server = { ...claim, password }
  try {
    return await withClient(urlOf(server, 'postgres'), async client => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory')
      return rows[0]?.data_directory === home.data ? server : 'silent'
    })
  } catch (error) {
    return ['28P01', '28000'].includes((error as { code?: string }).code ?? '') ? 'refused' : 'silent'
  }
}

/** Whether the process is a server on this home's data. Where the system does not tell, a living process counts. */
async function servesHome(pid: number, home: Home): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.split('\0').includes(home.data)
}

function strangePassword(home: Home): ProblemError {
  return new ProblemError({
    code: 'storage.unavailable',
    message: `The embedded PostgreSQL does not accept the password in ${home.passwordFile}`,
    hint: 'Restore that file from a backup of the data folder, or move the folder away to start with an empty database.',
    where: { file: home.passwordFile },
  })
}

function silent(home: Home): ProblemError {
  return new ProblemError({
    code: 'storage.unavailable',
    message: `The embedded PostgreSQL runs but has not answered for ${PATIENCE / 60_000} minutes`,
    hint: `See ${home.logFile}.`,
    where: { file: home.logFile },
  })
}
