import { expect, test } from '@jest/globals'
import type { Check, ObjectTypeSelection } from '../../../src/connectors/connector.js'
import { ldap } from '../../../src/connectors/ldap/index.js'
import { startDirectory389 } from '../../support/directory-389.js'
import { ldapWriter } from '../../support/ldap-writer.js'
import { describeWithServer } from '../../support/servers.js'
import { freePort, type Slapd, type SlapdOptions, startSlapd } from '../../support/slapd.js'
import { HUB_SCHEMA, PEOPLE_CONTAINER } from '../directory.js'
import { ADA, BASE, GROUP, PERSON, person } from '../people.js'
import { ldifRecord } from '../texts.js'

const TYPES = [PERSON, GROUP]

async function checksOf(settings: object, types: readonly ObjectTypeSelection[] = TYPES): Promise<Check[]> {
  const context = { folder: '/', types, signal: new AbortController().signal }
  const checks: Check[] = []
  for await (const check of ldap.test?.(ldap.settings.parse({ base: BASE, ...settings }), context) ?? []) {
    checks.push(check)
  }
  return checks
}

const named = (checks: readonly Check[], name: string) => checks.find(check => check.name.startsWith(name))

const people = (count: number): string =>
  [PEOPLE_CONTAINER, ldifRecord(ADA), ...Array.from({ length: count }, (_, i) => ldifRecord(person(`P${i}`)))].join(
    '\n',
  )

async function withSlapd(options: SlapdOptions, use: (server: Slapd) => Promise<void>): Promise<void> {
  const server = await startSlapd({ schema: HUB_SCHEMA, ldif: people(0), ...options })
  try {
    await use(server)
  } finally {
    await server.stop()
  }
}

const asRoot = ({ url, rootDn, password }: Slapd) => ({ url, bindDn: rootDn, password })
const asReader = ({ url, readerDn, readerPassword }: Slapd) => ({ url, bindDn: readerDn, password: readerPassword })

describeWithServer('slapd', 'testing an agent of an LDAP directory', () => {
  test('tells what is there, and by which method delta imports go', async () => {
    await withSlapd({ syncprov: { sessionLog: 100 } }, async server => {
      const checks = await checksOf(asRoot(server))
      expect(
        checks.map(({ name, outcome }) => `${outcome} ${name.split(' of ldap')[0]?.split(' at ldap')[0]}`),
      ).toEqual([
        'passed name resolution',
        'passed TCP',
        'passed login',
        'passed vendor',
        'passed schema',
        `passed base ${BASE}`,
        'passed delta imports',
        'passed limits',
        'passed sample of inetOrgPerson',
        'warning sample of groupOfNames',
      ])
      expect(named(checks, 'vendor')?.message).toBe('The server is OpenLDAP.')
      expect(named(checks, 'delta imports')?.message).toMatch(/by syncrepl\. Not by accesslog: no accesslog is kept of/)
      expect(named(checks, 'sample of inetOrgPerson')?.message).toContain(ADA.dn)
    })
  })

  test('says what a server without logs costs, and what to do', async () => {
    await withSlapd({}, async server => {
      const check = named(await checksOf(asRoot(server)), 'delta imports')
      expect(check?.outcome).toBe('warning')
      expect(check?.message).toMatch(/by timestamps\..*Not by syncrepl: .* Every delta import lists all anchors/)
      expect(check?.problem?.hint).toContain('accesslog')
    })
  })

  test('a method that the settings want and the server does not have fails', async () => {
    await withSlapd({}, async server => {
      const check = named(await checksOf({ ...asRoot(server), delta: 'changelog' }), 'delta imports')
      expect(check?.outcome).toBe('failed')
      expect(check?.problem).toMatchObject({ code: 'run.configuration', where: { path: 'settings.delta' } })
    })
  })

  test('finds the limits of the account', async () => {
    await withSlapd({ sizeLimit: 'size.soft=1000 size.hard=1000 size.prtotal=50', ldif: people(100) }, async server => {
      const check = named(await checksOf(asReader(server)), 'limits')
      expect([check?.outcome, check?.problem?.code]).toEqual(['failed', 'source.size-limit'])
    })
    await withSlapd({ sizeLimit: '50', syncprov: {}, ldif: people(100) }, async server => {
      const check = named(await checksOf(asReader(server)), 'limits')
      expect(check?.problem?.hint).toContain('limit')
    })
  })

  test('ends where the way ends: nobody listens, the login is refused, the base is not there', async () => {
    const nobody = await checksOf({ url: `ldap://127.0.0.1:${await freePort()}` })
    expect(nobody.map(({ outcome }) => outcome)).toEqual(['passed', 'failed'])
    await withSlapd({}, async server => {
      const refused = await checksOf({ ...asRoot(server), password: 'wrong' })
      expect(refused.at(-1)).toMatchObject({ outcome: 'failed', problem: { code: 'source.credentials' } })
      const absent = await checksOf({ ...asRoot(server), base: 'ou=nowhere,dc=example,dc=org' })
      expect(absent.at(-1)).toMatchObject({ outcome: 'failed', problem: { code: 'source.permission' } })
    })
  })
})

describeWithServer('389-ds', 'testing an agent of a 389 Directory Server', () => {
  test('says what its change log should record', async () => {
    const server = await startDirectory389({ schema: HUB_SCHEMA })
    try {
      const login = { url: server.url, bindDn: server.rootDn, password: server.password }
      await using writer = await ldapWriter(login, new Map())
      await writer.apply([{ kind: 'add', objectType: 'organizationalUnit', dn: BASE, attributes: { ou: ['people'] } }])
      const checks = await checksOf(login)
      expect(named(checks, 'vendor')?.message).toContain('389 Directory Server (389-Directory/')
      const check = named(checks, 'delta imports')
      expect(check?.outcome).toBe('warning')
      expect(check?.message).toContain('by changelog of cn=changelog')
      expect(check?.problem?.hint).toContain('nsslapd-attribute: entryuuid:targetEntryUUID')
    } finally {
      await server.stop()
    }
  })
})
