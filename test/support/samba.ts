import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SAMBA = '/usr/sbin/samba'
const SAMBA_TOOL = '/usr/bin/samba-tool'
const SETUP = '/usr/share/samba/setup'
/** Debian's packages are for its own Python. */
const PYTHON = '/usr/bin/python3'
const START_MILLISECONDS = 60_000
const HOST = 'dc1'

export interface SambaOptions {
  /** The forest's DNS name: `contoso.test`. */
  readonly forest?: string
  /** Python that fills the new forest before it is started for the first time; `db` is its SamDB. */
  readonly prepare?: string
  /** For a domain so large that change numbers have to be looked up, as Active Directory's own server does: tdb goes through everything. */
  readonly store?: 'tdb' | 'mdb'
  /** As `prepare`, for this server alone. */
  readonly fill?: string
}

export interface Samba {
  /** ldaps:// on an address of its own. */
  readonly url: string
  /** ldap:// on the same address. */
  readonly plainUrl: string
  readonly address: string
  /** PEM file with what signed the certificate. */
  readonly ca: string
  /** The domain's distinguished name. */
  readonly suffix: string
  readonly bindDn: string
  readonly password: string
  readonly dir: string
  readonly pid: number
  /** Runs Python on the server's database, which may be running. `db` is its SamDB. */
  python(script: string): void
  stop(): Promise<void>
  /** As a machine that fails: nothing is said goodbye to. */
  kill(): Promise<void>
  /** Starts a server again that was stopped or killed with `keep`. */
  restart(): Promise<void>
}

/** Samba needs its addresses on an interface, which takes root. */
export const hasSamba = (): boolean =>
  [SAMBA, SAMBA_TOOL, SETUP].every(path => existsSync(path)) && process.getuid?.() === 0

/**
 * Starts a real domain controller of a forest of its own, on a loopback address of its own. A forest is provisioned once on a
 * machine for every version of Samba, `store` and `prepare`, and copied.
 */
export async function startSamba({
  forest = 'contoso.test',
  prepare = '',
  store = 'tdb',
  fill = '',
}: SambaOptions = {}): Promise<Samba> {
  const seed = provisioned({ forest, prepare, store })
  const dir = mkdtempSync(join(tmpdir(), 'hub-samba-'))
  const address = takeAddress()
  const config = join(dir, 'etc', 'smb.conf')
  const leave = () => {
    giveBack(address)
    // Its children end a moment after it.
    rmSync(dir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  }
  let child: ChildProcess
  let ca: string
  try {
    cpSync(seed, dir, { recursive: true })
    writeFileSync(config, configuration(forest, dir, address))
    ca = certify(dir, forest, address)
    if (fill !== '') runPython(config, dir, fill, FILLS)
    child = launch(config)
    await listening(child, address, dir)
  } catch (error) {
    leave()
    throw error
  }
  return {
    url: `ldaps://${address}`,
    plainUrl: `ldap://${address}`,
    address,
    ca,
    suffix: suffixOf(forest),
    bindDn: `administrator@${forest}`,
    password: PASSWORD,
    dir,
    get pid() {
      return child.pid ?? 0
    },
    python: script => runPython(config, dir, script),
    async stop() {
      await ended(child, 'SIGTERM')
      leave()
    },
    kill: () => ended(child, 'SIGKILL'),
    async restart() {
      child = launch(config)
      await listening(child, address, dir)
    },
  }
}

const PASSWORD = 'Secret#Passw0rd'

const suffixOf = (forest: string): string =>
  forest
    .split('.')
    .map(part => `DC=${part}`)
    .join(',')

const workgroupOf = (forest: string): string => (forest.split('.')[0] ?? forest).toUpperCase()

function provisioned({ forest, prepare, store }: Required<Pick<SambaOptions, 'forest' | 'prepare' | 'store'>>): string {
  const version = execFileSync(SAMBA, ['--version'], { encoding: 'utf8' }).trim()
  const key = createHash('sha256')
    .update(JSON.stringify([version, forest, prepare, store, 4]))
    .digest('hex')
    .slice(0, 16)
  const seed = join(tmpdir(), `hub-samba-seed-${key}`)
  if (existsSync(seed)) return seed
  const dir = mkdtempSync(join(tmpdir(), 'hub-samba-new-'))
  // The packaged configuration would be taken over.
  const nothing = join(dir, 'none.conf')
  writeFileSync(nothing, '[global]\n')
  try {
    execFileSync(
      SAMBA_TOOL,
      [
        ...['domain', 'provision', `--realm=${forest}`, `--domain=${workgroupOf(forest)}`, '--server-role=dc'],
        ...['--dns-backend=NONE', `--adminpass=${PASSWORD}`, `--host-name=${HOST}`, '--host-ip=127.0.0.1'],
        ...['--function-level=2008_R2', `--backend-store=${store}`, `--targetdir=${dir}`, `--configfile=${nothing}`],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    writeFileSync(join(dir, 'etc', 'smb.conf'), configuration(forest, dir, '127.0.0.1'))
    mkdirSync(join(dir, 'run'))
    runPython(join(dir, 'etc', 'smb.conf'), dir, PASSWORDS_CHANGE_AT_ONCE)
    if (prepare !== '') runPython(join(dir, 'etc', 'smb.conf'), dir, prepare, FILLS)
    renameSync(dir, seed)
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    // Another worker was faster.
    if (!existsSync(seed)) throw error
  }
  return seed
}

/** By default a password is a day old before its owner may change it. */
const PASSWORDS_CHANGE_AT_ONCE =
  "db.modify_ldif('dn: %s\\nchangetype: modify\\nreplace: minPwdAge\\nminPwdAge: 0\\n' % db.domain_dn())"

/** A large transaction otherwise copies its index for every object, in case that one is refused. */
const FILLS = ['batch_mode:1', 'transaction_index_cache_size:200000']

function runPython(config: string, dir: string, script: string, options: readonly string[] = []): void {
  const sam = JSON.stringify(join(dir, 'private', 'sam.ldb'))
  const start = [
    'from samba.samdb import SamDB',
    'from samba.auth import system_session',
    'from samba.param import LoadParm',
    'lp = LoadParm()',
    `lp.load(${JSON.stringify(config)})`,
    `db = SamDB(url=${sam}, session_info=system_session(), lp=lp, options=${JSON.stringify(options)})`,
  ].join('\n')
  execFileSync(PYTHON, ['-'], { input: `${start}\n${script}\n`, stdio: ['pipe', 'ignore', 'pipe'] })
}

const configuration = (forest: string, dir: string, address: string): string =>
  [
    '[global]',
    `netbios name = ${HOST.toUpperCase()}`,
    `realm = ${forest.toUpperCase()}`,
    `workgroup = ${workgroupOf(forest)}`,
    'server role = active directory domain controller',
    'server services = ldap, drepl',
    'prefork children = 2',
    // A password that was changed is not good for another hour.
    'old password allowed period = 0',
    `interfaces = ${address}`,
    'bind interfaces only = yes',
    ...['pid directory', 'cache directory', 'ncalrpc dir', 'binddns dir'].map(name => `${name} = ${join(dir, 'run')}`),
    `private dir = ${join(dir, 'private')}`,
    `state directory = ${join(dir, 'state')}`,
    `lock directory = ${dir}`,
    `log file = ${join(dir, 'log')}`,
    'logging = file',
    `tls certfile = ${join(dir, 'private', 'tls', 'cert.pem')}`,
    `tls keyfile = ${join(dir, 'private', 'tls', 'key.pem')}`,
    `tls cafile = ${join(dir, 'private', 'tls', 'cert.pem')}`,
    '',
  ].join('\n')

function certify(dir: string, forest: string, address: string): string {
  const tls = join(dir, 'private', 'tls')
  mkdirSync(tls, { recursive: true, mode: 0o700 })
  const ca = join(tls, 'cert.pem')
  const names = `subjectAltName=IP:${address},DNS:${HOST}.${forest}`
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const files = ['-keyout', join(tls, 'key.pem'), '-out', ca]
  execFileSync('openssl', ['req', '-x509', ...kind, '-subj', `/CN=${HOST}.${forest}`, '-addext', names, ...files], {
    stdio: 'ignore',
  })
  execFileSync('chmod', ['600', join(tls, 'key.pem')])
  return ca
}

/** Adding an address that is there already fails: whoever adds it has it for himself. */
function takeAddress(): string {
  for (let i = 0; i < 100; i++) {
    const address = `127.${randomInt(64, 128)}.${randomInt(256)}.${randomInt(1, 255)}`
    try {
      execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo'], { stdio: 'ignore', env: withSbin() })
      return address
    } catch {
      // taken
    }
  }
  throw new Error('No loopback address can be added to the interface lo.')
}

function giveBack(address: string): void {
  execFileSync('ip', ['addr', 'del', `${address}/32`, 'dev', 'lo'], { stdio: 'ignore', env: withSbin() })
}

const withSbin = () => ({ ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` })

function launch(config: string): ChildProcess {
  return spawn(SAMBA, ['-s', config, '--foreground', '--no-process-group'], { stdio: ['ignore', 'ignore', 'pipe'] })
}

async function listening(child: ChildProcess, address: string, dir: string): Promise<void> {
  let errors = ''
  child.stderr?.on('data', data => {
    errors += data
  })
  const until = Date.now() + START_MILLISECONDS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`samba ended with ${child.exitCode}: ${errors} (${dir}/log)`)
    if ((await accepts(address, 389)) && (await accepts(address, 636))) return
    await new Promise(done => setTimeout(done, 50))
  }
  child.kill('SIGKILL')
  throw new Error(`samba did not listen on ${address} in time: ${errors}`)
}

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, address)
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise(done => child.once('exit', done))
  child.kill(signal)
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exit
  clearTimeout(force)
}
