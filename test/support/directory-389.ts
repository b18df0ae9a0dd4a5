import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'ldapts'
import { freePort } from './slapd.js'

const NS_SLAPD = '/usr/sbin/ns-slapd'
const TEMPLATE = '/usr/share/dirsrv/data/template-dse.ldif'
const SCHEMA = '/usr/share/dirsrv/schema'
const FILES = ['slapd-collations.conf', 'certmap.conf'].map(name => join('/etc/dirsrv/config', name))
const START_MILLISECONDS = 60_000

export interface Directory389Options {
  /** Attribute types and object classes beyond the server's own, as lines of slapd.conf have them. */
  readonly schema?: string
  /** PEM files; with them ldaps:// is offered, without which the server takes no password to set. */
  readonly tls?: { readonly certificate: string; readonly key: string }
  /** What the Retro Changelog plugin records to identify objects: `nsuniqueid:targetUniqueId`. */
  readonly recorded?: readonly string[]
}

export interface Directory389 {
  /** ldap:// on loopback. */
  readonly url: string
  /** ldaps:// on loopback; only with `tls`. */
  readonly secureUrl: string
  readonly suffix: string
  readonly rootDn: string
  readonly password: string
  kill(): Promise<void>
  /** Starts it again on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const SUFFIX = 'dc=example,dc=org'
const ROOT_DN = 'cn=Directory Manager'
const PASSWORD = 'secret-secret'

/**
 * Starts a real 389 Directory Server on a free loopback port, everything of it in one temporary folder, with the Retro Changelog
 * plugin. The server's own `dscreate` wants systemd; its template of a configuration is all that is needed of it.
 */
export async function startDirectory389(options: Directory389Options = {}): Promise<Directory389> {
  const { dir, securePort, url, ...begun } = await begunSomewhere(options)
  let { child } = begun
  await withClient(url, client => client.add(SUFFIX, { objectClass: ['top', 'domain'], dc: 'example' }))
  return {
    url,
    secureUrl: `ldaps://127.0.0.1:${securePort}`,
    suffix: SUFFIX,
    rootDn: ROOT_DN,
    password: PASSWORD,
    kill: () => ended(child),
    restart: async () => {
      await ended(child)
      child = await begin(dir, url)
    },
    stop: async () => {
      await ended(child)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A port that was free may have been taken before the server took it: then others are tried. */
async function begunSomewhere(options: Directory389Options, attempts = 3) {
  const dir = mkdtempSync(join(tmpdir(), 'hub-389-'))
  const [port, securePort] = [await freePort(), await freePort()]
  prepare(dir, { port, securePort }, options)
  const url = `ldap://127.0.0.1:${port}`
  try {
    return { dir, securePort, url, child: await begin(dir, url) }
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    if (attempts === 1) throw error
    return begunSomewhere(options, attempts - 1)
  }
}

function prepare(
  dir: string,
  { port, securePort }: { port: number; securePort: number },
  options: Directory389Options,
): void {
  const conf = join(dir, 'conf')
  for (const name of ['conf', 'db', 'log', 'run', 'lock', 'ldif', 'bak', 'tmp', 'inst']) mkdirSync(join(dir, name))
  mkdirSync(join(dir, 'db', 'userRoot'))
  cpSync(SCHEMA, join(conf, 'schema'), { recursive: true })
  writeFileSync(join(conf, 'schema', '99user.ldif'), schemaEntry(options.schema ?? ''))
  for (const file of FILES) cpSync(file, join(conf, file.slice(file.lastIndexOf('/') + 1)))
  const values: Readonly<Record<string, string>> = {
    schema_dir: join(conf, 'schema'),
    lock_dir: join(dir, 'lock'),
    tmp_dir: join(dir, 'tmp'),
    cert_dir: conf,
    ldif_dir: join(dir, 'ldif'),
    bak_dir: join(dir, 'bak'),
    run_dir: join(dir, 'run'),
    inst_dir: join(dir, 'inst'),
    log_dir: join(dir, 'log'),
    fqdn: 'localhost',
    ds_port: String(port),
    ds_user: 'root',
    rootdn: ROOT_DN,
    ds_passwd: hashed(PASSWORD),
    ldapi_enabled: 'off',
    ldapi: join(dir, 'run', 'ldapi'),
    ldapi_autobind: 'off',
    ds_suffix: SUFFIX,
    config_dir: conf,
    db_dir: join(dir, 'db'),
    db_home_dir: join(dir, 'db'),
    db_lib: 'bdb',
  }
  const secured = options.tls === undefined ? '' : `\nnsslapd-security: on\nnsslapd-securePort: ${securePort}`
  if (options.tls !== undefined) keepCertificate(conf, options.tls)
  const recorded = (options.recorded ?? []).map(pair => `nsslapd-attribute: ${pair}\n`).join('')
  const dse = readFileSync(TEMPLATE, 'utf8')
    .replace(/%(\w+)%/g, (_, name: string) => values[name] ?? '')
    .replace(
      /^nsslapd-port:.*$/m,
      line => `${line}\nnsslapd-listenhost: 127.0.0.1\nnsslapd-sizelimit: -1\nnsslapd-maxbersize: 134217728${secured}`,
    )
    .replace(
      /(dn: cn=Retro Changelog Plugin,[\s\S]*?)nsslapd-pluginenabled: off\n/,
      `$1nsslapd-pluginenabled: on\n${recorded}`,
    )
  // Two empty lines in a row are more than the server can bear.
  writeFileSync(join(conf, 'dse.ldif'), `${dse.trimEnd()}\n\n${ADDITIONS}`.replace(/\n{3,}/g, '\n\n'))
}

/** Into the database of certificates in the way of NSS. */
function keepCertificate(conf: string, { certificate, key }: { certificate: string; key: string }): void {
  const bundle = join(conf, 'server.p12')
  const quiet: { stdio: 'pipe' } = { stdio: 'pipe' }
  const from = ['-in', certificate, '-inkey', key, '-name', 'Server-Cert']
  execFileSync('openssl', ['pkcs12', '-export', ...from, '-passout', 'pass:bundle', '-out', bundle], quiet)
  execFileSync('certutil', ['-N', '-d', `sql:${conf}`, '--empty-password'], quiet)
  execFileSync('pk12util', ['-i', bundle, '-d', `sql:${conf}`, '-W', 'bundle', '-K', ''], quiet)
}

const plugin = (name: string, type: string, init: string, library: string): string =>
  `dn: cn=${name},cn=plugins,cn=config
objectClass: top
objectClass: nsSlapdPlugin
cn: ${name}
nsslapd-pluginpath: ${library}
nsslapd-plugininitfunc: ${init}
nsslapd-plugintype: ${type}
nsslapd-pluginenabled: on
nsslapd-pluginid: ${name}
nsslapd-pluginvendor: 389 Project
nsslapd-pluginversion: none
nsslapd-plugindescription: ${name}
`

const index = (attribute: string, rule: string): string =>
  `dn: cn=${attribute},cn=default indexes, cn=config,cn=ldbm database,cn=plugins,cn=config
objectClass: top
objectClass: nsIndex
cn: ${attribute}
nssystemindex: false
nsindextype: eq
nsmatchingrule: ${rule}
`

/** What `dscreate` adds to the template when the server runs: the database, and entryUUID. */
const ADDITIONS = [
  `dn: cn=userRoot,cn=ldbm database,cn=plugins,cn=config
objectClass: top
objectClass: extensibleObject
objectClass: nsBackendInstance
cn: userRoot
nsslapd-suffix: ${SUFFIX}
`,
  `dn: cn="${SUFFIX}",cn=mapping tree,cn=config
objectClass: top
objectClass: extensibleObject
objectClass: nsMappingTree
cn: ${SUFFIX}
nsslapd-state: backend
nsslapd-backend: userRoot
`,
  plugin('entryuuid_syntax', 'syntax', 'entryuuid_syntax_plugin_init', 'libentryuuid-syntax-plugin'),
  plugin('entryuuid', 'betxnpreoperation', 'entryuuid_plugin_init', 'libentryuuid-plugin'),
  index('entryUUID', 'UUIDMatch'),
  index('modifyTimestamp', 'generalizedTimeOrderingMatch'),
].join('\n')

/** Lines of slapd.conf as the server's schema file has them. */
function schemaEntry(lines: string): string {
  const values = lines
    .replace(/\n\s+/g, ' ')
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.replace(/^attributetype /, 'attributeTypes: ').replace(/^objectclass /, 'objectClasses: '))
  return [
    'dn: cn=schema',
    'objectclass: top',
    'objectclass: ldapSubentry',
    'objectclass: subschema',
    'cn: schema',
    ...values,
    '',
  ].join('\n')
}

function hashed(password: string): string {
  const salt = randomBytes(8)
  const digest = createHash('sha512').update(password).update(salt).digest()
  return `{SSHA512}${Buffer.concat([digest, salt]).toString('base64')}`
}

async function begin(dir: string, url: string): Promise<ChildProcess> {
  // What a killed server leaves behind would keep the next one from starting.
  rmSync(join(dir, 'lock', 'server'), { recursive: true, force: true })
  const child = spawn(NS_SLAPD, ['-D', join(dir, 'conf'), '-i', join(dir, 'run', 'pid'), '-d', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr?.on('data', data => {
    errors += data
  })
  const until = Date.now() + START_MILLISECONDS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`ns-slapd ended with ${child.exitCode}: ${errors}${logOf(dir)}`)
    try {
      await withClient(url, async () => {})
      return child
    } catch {
      await sleep(50)
    }
  }
  await ended(child)
  throw new Error(`ns-slapd did not listen at ${url} in time: ${errors}${logOf(dir)}`)
}

const logOf = (dir: string): string => {
  const file = join(dir, 'log', 'errors')
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : ''
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ url, connectTimeout: 1_000 })
  try {
    await client.bind(ROOT_DN, PASSWORD)
    await work(client)
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

/** It takes seconds to shut down, and nothing of it is needed afterwards. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise(done => child.once('exit', done))
  child.kill('SIGKILL')
  await exit
}
