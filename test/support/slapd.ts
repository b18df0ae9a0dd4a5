import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SLAPD = '/usr/sbin/slapd'
const SLAPADD = '/usr/sbin/slapadd'
const SCHEMA = '/etc/ldap/schema'
const MODULES = ['/usr/lib/ldap', '/usr/lib/openldap', '/usr/lib64/openldap']
const START_MILLISECONDS = 15_000

export interface SlapdOptions {
  /** Content records below the suffix; the suffix itself and the reader are made. */
  readonly ldif?: string
  readonly suffix?: string
  /** What `sizelimit` of slapd.conf says: it holds for the reader, never for the root name. */
  readonly sizeLimit?: string
  /** `access` lines of slapd.conf in place of "the reader reads everything". */
  readonly acl?: string
  /** More lines for the database section. */
  readonly extra?: string
  /** Attribute types and object classes beyond core, cosine and inetOrgPerson. */
  readonly schema?: string
  /** Overlay syncprov: with a log of this many sessions' deletions, or without one. */
  readonly syncprov?: { readonly sessionLog?: number }
  /** Overlay accesslog: every write is recorded below cn=accesslog. */
  readonly accesslog?: boolean
  /** PEM files; with them ldaps:// and StartTLS are offered. */
  readonly tls?: { readonly certificate: string; readonly key: string }
}

export interface Slapd {
  /** ldap:// on loopback. */
  readonly url: string
  /** ldaps:// on loopback; only with `tls`. */
  readonly secureUrl: string
  readonly suffix: string
  readonly rootDn: string
  readonly password: string
  /** An account that limits and access rules apply to. */
  readonly readerDn: string
  readonly readerPassword: string
  readonly dir: string
  readonly pid: number
  /** Ends the server as a crash would; its data stay. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export const hasSlapd = (): boolean => existsSync(SLAPD) && existsSync(SLAPADD) && existsSync(SCHEMA)

/** Starts a real OpenLDAP server on a free loopback port, with its database in a temporary folder. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  const suffix = options.suffix ?? 'dc=example,dc=org'
  const rootDn = `cn=root,${suffix}`
  const readerDn = `cn=reader,${suffix}`
  const dir = mkdtempSync(join(tmpdir(), 'hub-slapd-'))
  const config = join(dir, 'slapd.conf')
  mkdirSync(join(dir, 'data'))
  mkdirSync(join(dir, 'log'))
  writeFileSync(config, configuration(options, { suffix, rootDn, dir }))
  writeFileSync(join(dir, 'seed.ldif'), `${suffixEntry(suffix)}\n${readerEntry(readerDn)}\n${options.ldif ?? ''}`)
  execFileSync(SLAPADD, ['-q', '-b', suffix, '-f', config, '-l', join(dir, 'seed.ldif')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await freePort()
  const securePort = await freePort()
  const url = `ldap://127.0.0.1:${port}`
  const secureUrl = `ldaps://127.0.0.1:${securePort}`
  const urls = options.tls ? `${url}/ ${secureUrl}/` : `${url}/`
  const start = () => spawn(SLAPD, ['-f', config, '-h', urls, '-d', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let child = start()
  await listening(child, port)
  return {
    url,
    secureUrl,
    suffix,
    rootDn,
    password: 'secret',
    readerDn,
    readerPassword: 'reading',
    dir,
    get pid() {
      return child.pid ?? 0
    },
    kill: () => ended(child, 'SIGKILL'),
    restart: async () => {
      await ended(child)
      child = start()
      await listening(child, port)
    },
    stop: async () => {
      await ended(child)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function configuration(options: SlapdOptions, at: { suffix: string; rootDn: string; dir: string }): string {
  const modules = MODULES.find(folder => existsSync(folder))
  return [
    ...['core', 'cosine', 'inetorgperson'].map(name => `include ${SCHEMA}/${name}.schema`),
    options.schema ?? '',
    `pidfile ${at.dir}/slapd.pid`,
    ...(modules ? [`modulepath ${modules}`, 'moduleload back_mdb'] : []),
    ...(modules && options.syncprov ? ['moduleload syncprov'] : []),
    ...(modules && options.accesslog ? ['moduleload accesslog'] : []),
    ...(options.tls
      ? [`TLSCertificateFile ${options.tls.certificate}`, `TLSCertificateKeyFile ${options.tls.key}`]
      : []),
    ...(options.sizeLimit ? [`sizelimit ${options.sizeLimit}`] : ['sizelimit unlimited']),
    'threads 4',
    ...(options.accesslog ? logDatabase(at) : []),
    'database mdb',
    'maxsize 4294967296',
    `suffix "${at.suffix}"`,
    `rootdn "${at.rootDn}"`,
    'rootpw secret',
    `directory ${at.dir}/data`,
    'dbnosync',
    'index objectClass,entryUUID,entryCSN,modifyTimestamp,uid,cn eq',
    options.acl ??
      'access to attrs=userPassword by anonymous auth by * none\naccess to * by users read by anonymous auth',
    options.extra ?? '',
    ...(options.syncprov ? ['overlay syncprov', 'syncprov-checkpoint 1000 60'] : []),
    ...(options.syncprov?.sessionLog ? [`syncprov-sessionlog ${options.syncprov.sessionLog}`] : []),
    ...(options.accesslog ? ['overlay accesslog', 'logdb cn=accesslog', 'logops writes', 'logsuccess TRUE'] : []),
    '',
  ].join('\n')
}

const logDatabase = (at: { rootDn: string; dir: string }): string[] => [
  'database mdb',
  'maxsize 1073741824',
  'suffix cn=accesslog',
  `rootdn "${at.rootDn}"`,
  `directory ${at.dir}/log`,
  'dbnosync',
  'index reqStart,reqEnd,objectClass,reqResult,entryCSN eq',
]

function suffixEntry(suffix: string): string {
  const value = /^dc=([^,]+)/.exec(suffix)?.[1] ?? 'example'
  return `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: ${value}\no: ${value}\n`
}

const readerEntry = (dn: string): string =>
  `dn: ${dn}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: reading\n`

/** A port of the loopback address that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  let errors = ''
  child.stderr?.on('data', data => {
    errors += data
  })
  const until = Date.now() + START_MILLISECONDS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}: ${errors}`)
    if (await accepts(port)) return
    await new Promise(done => setTimeout(done, 25))
  }
  child.kill('SIGKILL')
  throw new Error(`slapd did not listen on port ${port} in time: ${errors}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise(done => child.once('exit', done))
  child.kill(signal)
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exit
  clearTimeout(force)
}
