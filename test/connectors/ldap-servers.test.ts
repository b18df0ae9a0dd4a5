import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { ldap } from '../../src/connectors/ldap/index.js'
import { type Certificate, selfSigned } from '../support/certificates.js'
import { describeWithServer } from '../support/servers.js'
import { freePort, type Slapd, startSlapd } from '../support/slapd.js'
import { HUB_SCHEMA, PEOPLE_CONTAINER } from './directory.js'
import { ADA, BASE, GROUP, ODD, PERSON, person, TEAM } from './people.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'
import { ldifRecord } from './texts.js'

const PEOPLE = [PEOPLE_CONTAINER, ...Array.from({ length: 300 }, (_, i) => ldifRecord(person(`P${i}`)))].join('\n')
const openingOf = (settings: object, types: readonly ObjectTypeSelection[] = [PERSON]) => ({
  connector: ldap,
  settings: { base: BASE, ...settings },
  types,
})
const asRoot = (server: Slapd, settings: object = {}) =>
  openingOf({ url: server.url, bindDn: server.rootDn, password: server.password, ...settings })
const asReader = (server: Slapd, settings: object = {}) =>
  openingOf({ url: server.url, bindDn: server.readerDn, password: server.readerPassword, ...settings })

async function withSlapd<T>(options: Parameters<typeof startSlapd>[0], use: (server: Slapd) => Promise<T>): Promise<T> {
  const server = await startSlapd(options)
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}

describeWithServer('slapd', 'a directory that does not give everything', () => {
  test.each([
    ['its size limit', '50', 'source.size-limit'],
    ['the total of all pages', 'size.soft=1000 size.hard=1000 size.prtotal=50', 'source.size-limit'],
  ])('ends the read at %s', async (_, sizeLimit, code) => {
    await withSlapd({ ldif: PEOPLE, schema: HUB_SCHEMA, sizeLimit }, async server => {
      const error = await connectorError(readAll(asReader(server), { pageSize: 20 }))
      expect([error.status, error.problem.code]).toEqual(['stopped-import-read', code])
      expect(error.problem.hint).toContain('limit')
      expect((await readAll(asRoot(server), { pageSize: 20 })).deltas).toHaveLength(300)
    })
  })

  test.each([
    ['hides the base', `access to dn.subtree="${BASE}" by * none\naccess to * by * read`],
    ['lets the base be seen but denies reading', `access to dn.subtree="${BASE}" by * disclose\naccess to * by * read`],
  ])('that %s is not an empty one', async (_, acl) => {
    await withSlapd(
      { ldif: PEOPLE, schema: HUB_SCHEMA, acl: `access to attrs=userPassword by anonymous auth\n${acl}` },
      async server => {
        const error = await connectorError(readAll(asReader(server)))
        expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.permission'])
        expect(error.problem.message).toMatch(/does not exist, or .* may not see it/)
      },
    )
  })

  test('that is killed in the middle of a read loses the connection', async () => {
    await withSlapd({ ldif: PEOPLE, schema: HUB_SCHEMA }, async server => {
      await using session = await openSession(asRoot(server))
      const ends: unknown[] = []
      const read = async () => {
        for await (const page of session.read({ mode: 'full', pageSize: 10, signal: new AbortController().signal })) {
          ends.push(page.end)
          if (ends.length === 1) process.kill(server.pid, 'SIGKILL')
        }
      }
      const error = await connectorError(read())
      expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
      expect(ends.filter(end => end !== undefined)).toEqual([])
      const results = session.write?.([{ kind: 'delete', dn: ADA.dn }])[Symbol.asyncIterator]()
      expect((await connectorError(results?.next() ?? Promise.resolve())).status).toBe('stopped-connectivity')
    })
  })
})

describeWithServer('slapd', 'logging in', () => {
  let server: Slapd
  let certificate: Certificate
  beforeAll(async () => {
    certificate = selfSigned()
    server = await startSlapd({ ldif: PEOPLE, schema: HUB_SCHEMA, tls: certificate })
  })
  afterAll(async () => {
    await server.stop()
    certificate.remove()
  })

  test('with a wrong password, or a name that is none, does not start', async () => {
    for (const settings of [{ password: 'wrong' }, { bindDn: 'cn=nobody,dc=example,dc=org' }, { bindDn: 'no name' }]) {
      const error = await connectorError(readAll(asRoot(server, settings)))
      expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.credentials'])
    }
  })

  test('to nothing that listens, or to a name that is none, does not start', async () => {
    const urls = [`ldap://127.0.0.1:${await freePort()}`, 'ldaps://no-such-host.invalid']
    for (const url of urls) {
      const error = await connectorError(readAll(asRoot(server, { url })))
      expect([error.status, error.problem.code]).toEqual(['no-start-connection', 'source.unreachable'])
      expect(error.problem.message).toContain(url)
    }
  })

  test('unencrypted beyond this machine is refused before anything is sent', async () => {
    for (const url of ['ldap://directory.example.org', 'ldap://192.0.2.1', 'ldap://[2001:db8::1]']) {
      const error = await connectorError(readAll(asRoot(server, { url })))
      expect(error.status).toBe('no-start-bad-ma-configuration')
      expect(error.problem.hint).toMatch(/ldaps.*startTls.*allowInsecure/)
    }
  })

  test.each(['ldaps', 'StartTLS'])('over %s needs a certificate that is trusted', async way => {
    const settings = way === 'ldaps' ? { url: server.secureUrl } : { startTls: true }
    const error = await connectorError(readAll(asRoot(server, settings)))
    expect([error.status, error.problem.code]).toEqual(['no-start-connection', 'source.unreachable'])
    expect(error.problem.hint).toContain('tls.ca')
    const trusting = asRoot(server, { ...settings, tls: { ca: certificate.certificate } })
    expect((await readAll(trusting, { pageSize: 50 })).deltas).toHaveLength(300)
    const otherName = asRoot(server, {
      ...settings,
      tls: { ca: certificate.certificate, servername: 'other.example.org' },
    })
    expect((await connectorError(readAll(otherName))).problem.message).toContain('did not prove who it is')
    const blind = asRoot(server, { ...settings, tls: { rejectUnauthorized: false } })
    expect((await readAll(blind)).deltas).toHaveLength(300)
  })

  test('names the file of certificates that is not there', async () => {
    const error = await connectorError(readAll(asRoot(server, { url: server.secureUrl, tls: { ca: '/no/such.pem' } })))
    expect([error.status, error.problem.where?.file]).toEqual(['no-start-bad-ma-configuration', '/no/such.pem'])
  })

  test('a filter narrows what is read; a malformed one is told', async () => {
    expect((await readAll(asRoot(server, { filter: '(|(cn=P1)(cn=P22))' }))).deltas).toHaveLength(2)
    const error = await connectorError(readAll(asRoot(server, { filter: '(|(cn=P1)' })))
    expect(error.problem.where?.path).toBe('settings.filter')
  })
})

describeWithServer('slapd', 'writing to a directory', () => {
  let server: Slapd
  const opening = () => ({ ...asRoot(server), types: [PERSON, GROUP] })
  const container = (ou: string, above = BASE): ExportDelta => ({
    kind: 'add',
    objectType: 'organizationalUnit',
    dn: `ou=${ou},${above}`,
    attributes: { ou: [ou] },
  })
  beforeAll(async () => {
    const ldif = [PEOPLE_CONTAINER, ...[ADA, ODD, TEAM].map(object => ldifRecord(object))].join('\n')
    server = await startSlapd({ ldif, schema: HUB_SCHEMA })
  })
  afterAll(() => server.stop())
  const bare = (cn: string, where: string) => ({ ...person(cn), dn: `cn=${cn},${where}` })

  test('keeps the order of what belongs together, in a window of many', async () => {
    const inside = `ou=Inside,${BASE}`
    const batch: ExportDelta[] = [
      container('Inside'),
      ...Array.from({ length: 30 }, (_, i) => bare(`I${i}`, inside)),
      { kind: 'modify', dn: `cn=I0,${inside}`, newDn: `cn=J0,${BASE}`, changes: {} },
      ...Array.from({ length: 29 }, (_, i): ExportDelta => ({ kind: 'delete', dn: `cn=I${i + 1},${inside}` })),
      { kind: 'delete', dn: inside },
      bare('I1', BASE),
      { kind: 'modify', dn: `cn=I1,${BASE}`, changes: { sn: [{ operation: 'replace', values: ['Later'] }] } },
    ]
    expect(new Set(codesOf(await writeAll(opening(), batch)))).toEqual(new Set(['ok']))
    const names = (await readAll(opening())).deltas.map(({ dn }) => dn.split(',')[0])
    expect(names).toEqual(expect.arrayContaining(['cn=J0', 'cn=I1']))
    expect(names).not.toContain('cn=I0')
  })

  test.each([
    ['a parent that is not there', bare('X', `ou=None,${BASE}`), 'non-existent-parent'],
    [
      'a move to where nothing is',
      { kind: 'modify', dn: ADA.dn, newDn: `cn=Ada,ou=None,${BASE}`, changes: {} },
      'non-existent-parent',
    ],
    [
      'the rename of nothing',
      { kind: 'modify', dn: `cn=None,${BASE}`, newDn: `cn=N,${BASE}`, changes: {} },
      'cd-missing-object',
    ],
    ['a container with objects in it', { kind: 'delete', dn: BASE }, 'unsupported-container-delete'],
    ['a malformed name', { ...person('X'), dn: 'cn=a+,nonsense' }, 'invalid-attribute-value'],
    ['an unknown attribute', person('X', { noSuchAttribute: ['x'] }), 'schema-violation'],
    ['a missing attribute', { ...person('X'), attributes: { cn: ['X'] } }, 'schema-violation'],
    ['a value of the wrong kind', person('X', { manager: ['no name'] }), 'syntax-violation'],
    [
      'a value that is there',
      { kind: 'modify', dn: ADA.dn, changes: { sn: [{ operation: 'add', values: ['Surname'] }] } },
      'cd-existing-attribute-or-value',
    ],
    [
      'a value that is not there',
      { kind: 'modify', dn: ADA.dn, changes: { sn: [{ operation: 'delete', values: ['None'] }] } },
      'cd-error',
    ],
    [
      'the naming attribute',
      { kind: 'modify', dn: ADA.dn, changes: { cn: [{ operation: 'replace', values: ['B'] }] } },
      'modify-naming-attribute',
    ],
  ] as [string, ExportDelta, string][])('refuses %s and says why', async (_, delta, code) => {
    const [result] = await writeAll(opening(), [delta])
    expect(result?.ok === false && result.problem.code).toBe(code)
    expect(result?.ok === false && result.problem.hint).toBeTruthy()
    expect(result?.ok === false && result.problem.where?.dn).toBe(delta.dn)
  })

  test('an account without the right gets permission-issue', async () => {
    const [result] = await writeAll(asReader(server), [{ kind: 'delete', dn: ADA.dn }])
    expect(codesOf(result ? [result] : [])).toEqual(['permission-issue'])
  })

  test('moves an object and changes it in one delta, values of the name included', async () => {
    await writeAll(opening(), [container('Away'), person('Mover', { description: ['old'] })])
    const to = `cn=Moved,ou=Away,${BASE}`
    const delta: ExportDelta = {
      kind: 'modify',
      dn: person('Mover').dn,
      newDn: to,
      changes: {
        cn: [
          { operation: 'delete', values: ['Mover'] },
          { operation: 'add', values: ['Moved'] },
        ],
        description: [{ operation: 'replace', values: ['new'] }],
      },
    }
    expect(codesOf(await writeAll(opening(), [delta]))).toEqual(['ok'])
    const moved = (await readAll(opening())).deltas.find(({ dn }) => dn === to)
    expect(moved).toMatchObject({ attributes: { cn: ['Moved'], description: ['new'] } })
    expect(codesOf(await writeAll(opening(), [{ ...delta, mayBeSent: true }]))).toEqual(['ok'])
  })

  test('discovers types, syntaxes and single values from the schema', async () => {
    await using session = await openSession(opening())
    const types = (await session.discover?.()) ?? []
    const attributes = types.find(({ name }) => name === 'inetOrgPerson')?.attributes ?? []
    const found = (name: string) => attributes.find(one => one.name === name)
    expect(found('manager')).toMatchObject({ type: 'reference', multivalued: true })
    expect(found('jpegPhoto')).toMatchObject({ type: 'binary' })
    expect(found('cn')).toMatchObject({ type: 'string', multivalued: true })
    expect(found('displayName')).toMatchObject({ type: 'string', multivalued: false })
    expect(types.map(({ name }) => name)).not.toContain('hubPerson')
  })
})

describe('settings of a directory', () => {
  const settings = { url: 'ldap://localhost', base: BASE }
  test.each([
    ['another kind of URL', { url: 'http://localhost' }, 'ldap://'],
    ['a name without a password', { bindDn: 'cn=a' }, 'belong together'],
    ['StartTLS over TLS', { url: 'ldaps://localhost', startTls: true }, 'startTls'],
    ['a base within another', { base: [BASE, `ou=x, ${BASE}`] }, 'within another'],
    ['a base that is no name', { base: 'people, x' }, 'distinguished name'],
  ])('are refused with %s', (_, wrong, text) => {
    expect(ldap.settings.safeParse({ ...settings, ...wrong }).error?.message).toContain(text)
  })
})
