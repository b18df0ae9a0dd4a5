import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2/promise'
import { freePort } from './slapd.js'

const SERVER = '/usr/sbin/mariadbd'
const INSTALL = '/usr/bin/mariadb-install-db'
const START_MILLISECONDS = 60_000

/** Nothing of a test run has to survive a power cut. */
const FLAGS = [
  '--no-defaults',
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=32M',
  '--character-set-server=utf8mb4',
]

/** A MariaDB server with its data in a temporary folder. */
export interface Mariadb {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Makes an empty database; answers its name. */
  createDatabase(): Promise<string>
  dropDatabase(name: string): Promise<void>
  run<T>(database: string, work: (connection: Connection) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/**
 * Starts a real MariaDB server on a free loopback port.
 * @param tls PEM files; with them encryption is offered
 */
export async function startMariadb(tls?: { certificate: string; key: string }): Promise<Mariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-mariadb-'))
  const account = accountFor(folder)
  const data = join(folder, 'data')
  const socket = join(folder, 'socket')
  execFileSync(
    INSTALL,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...(account === undefined ? [] : ['--user=mysql']),
    ],
    { stdio: 'ignore' },
  )
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  const options = [...FLAGS, `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, `--pid-file=${folder}/pid`]
  for (const [option, file] of Object.entries(
    tls === undefined ? {} : { 'ssl-cert': tls.certificate, 'ssl-key': tls.key },
  )) {
    const copy = join(folder, option)
    copyFileSync(file, copy)
    if (account !== undefined) chownSync(copy, account.uid, account.gid)
    options.push(`--${option}=${copy}`)
  }
  const child = spawn(SERVER, [...options, ...(account === undefined ? [] : ['--user=mysql'])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const root = await firstConnection(child, socket)
  await root.query(`create user 'hub'@'127.0.0.1' identified by '${password}'`)
  await root.query(`grant all on *.* to 'hub'@'127.0.0.1' with grant option`)
  await root.end()

  const run: Mariadb['run'] = async (database, work) => {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'hub',
      password,
      ...(database !== '' && { database }),
      multipleStatements: true,
      charset: 'UTF8MB4_UNICODE_CI',
    })
    try {
      return await work(connection)
    } finally {
      await connection.end()
    }
  }
  return {
    port,
    user: 'hub',
    password,
    async createDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`
      await run('', connection => connection.query(`create database ${name}`))
      return name
    },
    dropDatabase: name =>
      run('', async connection => {
        await connection.query(`drop database ${name}`)
      }),
    run,
    async stop() {
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** As root the server runs as the user that its package made. */
function accountFor(folder: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(each => each.startsWith('mysql:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('There is no user mysql, whom the server package makes.')
  chmodSync(folder, 0o755)
  chownSync(folder, Number(uid), Number(gid))
  return { uid: Number(uid), gid: Number(gid) }
}

async function firstConnection(child: ChildProcess, socketPath: string): Promise<Connection> {
  let errors = ''
  child.stderr?.on('data', data => {
    errors = (errors + data).slice(-4_000)
  })
  const until = Date.now() + START_MILLISECONDS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`mariadbd ended with ${child.exitCode}: ${errors}`)
    try {
      return await createConnection({ socketPath, user: 'root' })
    } catch {
      await new Promise(done => setTimeout(done, 50))
    }
  }
  child.kill('SIGKILL')
  throw new Error(`mariadbd did not answer in time: ${errors}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise(done => child.once('exit', done))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await exit
  clearTimeout(force)
}
