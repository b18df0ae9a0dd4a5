import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { canWrite, serverAccount } from '../../src/storage/embedded/account.js'
import { findBinaries, installedBinaries } from '../../src/storage/embedded/binaries.js'
import { sharedFolder } from '../../src/storage/embedded/shared-folder.js'
import { type EmbeddedServer, startEmbedded } from '../../src/storage/embedded.js'

const FLAGS = ['-c', 'fsync=off']
const isRoot = process.getuid?.() === 0
const asRoot = isRoot ? test : test.skip

let folder: string
let dataFolder: string
const stops: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-hub-embedded-'))
  await chmod(folder, 0o755)
  dataFolder = join(folder, 'postgres')
})

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(options: { dataFolder?: string; say?: (line: string) => void } = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataFolder, postgresFlags: FLAGS, ...options })
  stops.push(() => server.stop())
  return server
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

const isReachable = (url: string) =>
  query(url, 'select 1').then(
    () => true,
    () => false,
  )

interface Hub {
  readonly url: string
  readonly owned: boolean
  readonly child: ChildProcess
  say(word: 'stop'): Promise<void>
}

/** A hub in a process of its own: it starts the server, tells us, and stops it when its input says so. */
async function spawnHub(): Promise<Hub> {
  const module = resolve('src/storage/embedded.ts')
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(module)})
    const server = await startEmbedded(${JSON.stringify({ dataFolder, postgresFlags: FLAGS })})
    console.log(JSON.stringify({ url: server.url, owned: server.owned }))
    process.stdin.once('data', async () => { await server.stop(); process.exit(0) })`
  const loader = ['--import', resolve('scripts/typescript.js')]
  const child = spawn(process.execPath, [...loader, '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  stops.push(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill(child)
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const say = async (word: 'stop') => {
    child.stdin.write(word)
    await once(child, 'exit')
  }
  return { ...JSON.parse(line), child, say }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const pidOf = async () => Number((await readFile(join(dataFolder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])

describe('an embedded server', () => {
  test('starts with an empty UTF-8 database, keeps what was written, and is gone after stop', async () => {
    const first = await start()
    expect(first.owned).toBe(true)
    expect(await query(first.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    await query(first.url, `create table person as select 'Žofia Šťastná'::text as name`)
    expect(await query(first.url, 'select upper(name) as name from person')).toEqual([{ name: 'ŽOFIA ŠŤASTNÁ' }])
    await first.stop()
    expect(await isReachable(first.url)).toBe(false)

    const second = await start()
    expect(second.owned).toBe(true)
    expect(await query(second.url, 'select name from person')).toEqual([{ name: 'Žofia Šťastná' }])
  })

  test('listens on loopback only, asks for its password and is tuned without giving up safety', async () => {
    const { url } = await startEmbedded({ dataFolder }).then(server => {
      stops.push(() => server.stop())
      return server
    })
    const settings = await query<{ name: string; setting: string }>(url, 'select name, setting from pg_settings')
    const setting = (name: string) => settings.find(row => row.name === name)?.setting
    expect(setting('listen_addresses')).toBe('127.0.0.1')
    expect(setting('unix_socket_directories')).toBe('')
    expect(['fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum'].map(setting)).toEqual([
      'on',
      'on',
      'on',
      'on',
    ])
    expect(setting('jit')).toBe('off')
    expect(setting('max_connections')).toBe('100')

    const guess = new URL(url)
    guess.password = 'guess'
    await expect(query(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect((await stat(join(dataFolder, 'password'))).mode & 0o777).toBe(0o600)
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o700)
  })

  test('does not run as root, and keeps statements of people out of its log', async () => {
    const { url } = await start()
    const command = await readFile(`/proc/${await pidOf()}/status`, 'utf8')
    expect(command).not.toMatch(/^Uid:\s+0/m)
    await expect(query(url, `select 'secret-of-anna'::integer`)).rejects.toThrow('secret-of-anna')
    expect(await readFile(join(dataFolder, 'server.log'), 'utf8')).not.toContain('select')
  })
})

describe('several hubs on one data folder', () => {
  // Whoever was told otherwise kept a database of its own elsewhere.
  test('find at the same moment that the folder can be written to', async () => {
    const looked = await Promise.all(Array.from({ length: 20 }, () => canWrite(undefined, folder)))
    expect(looked).not.toContain(false)
    expect(await readdir(folder)).toEqual([])
  })

  test('share one server when they start at once; the last one out stops it', async () => {
    const hubs = await Promise.all([spawnHub(), spawnHub(), spawnHub(), start(), start()])
    expect(new Set(hubs.map(hub => hub.url)).size).toBe(1)
    expect(hubs.filter(hub => hub.owned)).toHaveLength(1)
    const [a, b, c, d, e] = hubs
    for (const leave of [() => a.say('stop'), () => d.stop(), () => b.say('stop'), () => e.stop()]) {
      await leave()
      expect(await isReachable(c.url)).toBe(true)
    }
    await c.say('stop')
    expect(await isReachable(c.url)).toBe(false)
    expect((await readdir(dataFolder)).filter(name => /lock|data\./.test(name))).toEqual([])
  })

  test('a server is not stopped under a session of a hub that came by its address', async () => {
    const server = await start()
    const worker = new Client({ connectionString: server.url, application_name: 'identity-hub' })
    await worker.connect()
    await server.stop()
    expect((await worker.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await worker.end()
    await (await start()).stop()
    expect(await isReachable(server.url)).toBe(false)
  })

  test('a hub that was killed leaves its server to the next one', async () => {
    const killed = await spawnHub()
    await query(killed.url, 'create table kept (id integer)')
    const pid = await pidOf()
    await kill(killed.child)
    expect(await isReachable(killed.url)).toBe(true)

    const next = await start()
    expect(next.owned).toBe(false)
    expect(next.url).toBe(killed.url)
    expect(await pidOf()).toBe(pid)
    await next.stop()
    expect(await isReachable(killed.url)).toBe(false)
  })
})

describe('what a crash leaves behind', () => {
  test('a killed server is started again with everything that was committed', async () => {
    const hub = await spawnHub()
    await query(hub.url, 'create table kept as select 42 as answer')
    process.kill(await pidOf(), 'SIGKILL')
    await kill(hub.child)
    const next = await start()
    expect(next.owned).toBe(true)
    expect(await query(next.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('the process id of a dead server may have gone to another program', async () => {
    await (await start()).stop()
    const file = join(dataFolder, 'data', 'postmaster.pid')
    await writeFile(file, `${process.pid}\n${join(dataFolder, 'data')}\n1700000000\n1\n\n127.0.0.1\n`)
    expect((await start()).owned).toBe(true)
    expect(await pidOf()).not.toBe(process.pid)
  })

  test('an unfinished process id file, a dead lock and half a database stop nobody', async () => {
    await (await start()).stop()
    const file = join(dataFolder, 'data', 'postmaster.pid')
    await writeFile(file, '')
    await utimes(file, 0, 0)
    await writeFile(join(dataFolder, 'start.lock'), `${process.pid} 1 abc`)
    expect((await start()).owned).toBe(true)

    const other = join(folder, 'other')
    await mkdir(join(other, 'data.123', 'base'), { recursive: true })
    await writeFile(join(other, 'start.lock'), '4194304 1 abc')
    expect((await start({ dataFolder: other })).owned).toBe(true)
    expect(await readdir(other)).not.toContain('data.123')
  })

  test('data of another PostgreSQL release is refused and left alone', async () => {
    await (await start()).stop()
    await writeFile(join(dataFolder, 'data', 'PG_VERSION'), '9\n')
    await expect(start()).rejects.toMatchObject({
      problem: { code: 'storage.unavailable', message: expect.stringContaining('belongs to PostgreSQL 9') },
    })
  })

  test('a server that cannot start says why', async () => {
    const flags = ['-c', 'shared_buffers=nonsense']
    await expect(startEmbedded({ dataFolder, postgresFlags: flags })).rejects.toMatchObject({
      problem: { code: 'storage.unavailable', message: expect.stringContaining('shared_buffers') },
    })
  })
})

describe('as root', () => {
  asRoot('data below a folder closed to the server is kept in the shared folder, and stays there', async () => {
    await chmod(folder, 0o700)
    const said: string[] = []
    const server = await start({ say: line => said.push(line) })
    const [line = ''] = said
    const place = /kept in (.*)\.$/.exec(line)?.[1] ?? ''
    stops.unshift(() => rm(place, { recursive: true, force: true }))
    expect(said).toHaveLength(1)
    expect(line).toContain(dataFolder)
    expect(await readdir(place)).toContain('data')
    await query(server.url, 'create table kept (id integer)')
    await server.stop()

    await chmod(folder, 0o755)
    const again = await start({ say: () => undefined })
    expect(await query(again.url, 'select * from kept')).toEqual([])
  })

  asRoot('data that exists is never passed over for an empty database', async () => {
    await (await start()).stop()
    await chmod(folder, 0o700)
    await expect(start()).rejects.toMatchObject({ problem: { code: 'storage.unavailable' } })
  })

  asRoot('programs the server cannot reach are copied once to where it can', async () => {
    const account = await serverAccount(dataFolder)
    const installed = await installedBinaries()
    const closed = join(folder, 'closed')
    await cp(installed.folder, closed, { recursive: true, verbatimSymlinks: true })
    await chmod(folder, 0o700)
    const version = `${installed.version}-test-${process.pid}`
    const from = { version, folder: closed, initdb: join(closed, 'bin/initdb'), postgres: join(closed, 'bin/postgres') }
    const [found, again] = await Promise.all([findBinaries(account, from), findBinaries(account, from)])
    stops.push(() => rm(found.folder, { recursive: true, force: true }))
    expect(found.folder).toContain(version)
    expect(again).toEqual(found)
    const shared = await readdir(await sharedFolder())
    expect(shared.filter(name => name.includes(version))).toHaveLength(1)
  })

  asRoot('a shared folder that somebody else could have filled is not used', async () => {
    const open = join(folder, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    await expect(sharedFolder([open])).rejects.toMatchObject({ problem: { code: 'storage.unavailable' } })
    const own = await sharedFolder([open, join(folder, 'own')])
    expect(own).toBe(join(folder, 'own'))
    expect((await lstat(own)).mode & 0o777).toBe(0o755)
  })
})
