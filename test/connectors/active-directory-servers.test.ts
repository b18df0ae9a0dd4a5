import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Attribute, Change, type Client } from 'ldapts'
import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import type { Check, ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { type Samba, startSamba } from '../support/samba.js'
import { describeWithServer } from '../support/servers.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'
import { administer, canLogIn, fillWith, settingsFor } from './samba-forest.js'

const SUFFIX = 'DC=contoso,DC=test'
const STAFF = `OU=Staff,${SUFFIX}`
const AWAY = `OU=Away,${SUFFIX}`
const READER = { bindDn: 'reader@contoso.test', password: 'Reader#Passw0rd' }
const text = (name: string) => ({ name, type: 'string', multivalued: false }) as const
const USER: ObjectTypeSelection = {
  name: 'user',
  attributes: [
    ...['cn', 'sn', 'title', 'sAMAccountName', 'objectSid', 'objectGUID', 'whenCreated'].map(text),
    ...['pwdLastSet', 'accountExpires', 'unicodePwd'].map(text),
    { name: 'userAccountControl', type: 'number', multivalued: false },
    { name: 'thumbnailPhoto', type: 'binary', multivalued: false },
    { name: 'msTSAllowLogon', type: 'boolean', multivalued: false },
    { name: 'manager', type: 'reference', multivalued: false },
    { name: 'primaryGroup', type: 'reference', multivalued: false },
  ],
}
const GROUP: ObjectTypeSelection = {
  name: 'group',
  attributes: [
    ...['cn', 'sAMAccountName', 'description'].map(text),
    { name: 'member', type: 'reference', multivalued: true },
  ],
}
const OU: ObjectTypeSelection = { name: 'organizationalUnit', attributes: [text('ou')] }
const TYPES = [USER, GROUP, OU]
const user = (cn: string, attributes: AddDelta['attributes'] = {}, above = STAFF): AddDelta => ({
  kind: 'add',
  objectType: 'user',
  dn: `CN=${cn},${above}`,
  attributes: { sAMAccountName: [cn], sn: ['Surname'], ...attributes },
})
const group = (cn: string, member: readonly string[], above = STAFF): AddDelta => ({
  kind: 'add',
  objectType: 'group',
  dn: `CN=${cn},${above}`,
  attributes: { sAMAccountName: [cn], ...(member.length > 0 && { member }) },
})
const dnOf = (cn: string, above = STAFF) => `CN=${cn},${above}`
const PHOTO = Buffer.from([0xff, 0xd8, 0x00, 0x0a, 0x80]).toString('base64')
const FILL = [
  fillWith(
    [
      user('ada', {
        title: ['Countess'],
        thumbnailPhoto: [PHOTO],
        msTSAllowLogon: ['true'],
        userAccountControl: ['512'],
      }),
      user('bob', { manager: [dnOf('ada')], userAccountControl: ['512'] }),
      user('eve', {}, AWAY),
      group('inner', [dnOf('ada')]),
      group('outer', [dnOf('inner'), dnOf('bob'), dnOf('eve', AWAY)]),
    ],
    [STAFF, `OU=North,${STAFF}`, AWAY],
  ),
  `db.newuser('reader', '${READER.password}')`,
].join('\n')

describeWithServer('samba', 'a domain', () => {
  let server: Samba
  beforeAll(async () => {
    server = await startSamba({ fill: FILL })
  }, 180_000)
  afterAll(() => server.stop())

  const opening = (settings: object = {}, types = TYPES) => ({
    connector: activeDirectory,
    settings: {
      ...settingsFor(server),
      partitions: [{ dn: SUFFIX, containers: { include: [STAFF] } }],
      ...settings,
    },
    types,
  })
  const asReader = (settings: object = {}) => opening({ ...READER, ...settings })
  const admin = <T>(work: (client: Client) => Promise<T>) => administer(server, work)
  const replace = (dn: string, type: string, values: string[]) =>
    admin(client =>
      client.modify(dn, [new Change({ operation: 'replace', modification: new Attribute({ type, values }) })]),
    )
  const found = (deltas: readonly Delta[], cn: string) =>
    deltas.find((delta): delta is AddDelta => delta.kind === 'add' && delta.attributes.cn?.[0] === cn)
  const since = (watermark: string | undefined, one = opening()) =>
    readAll(one, { mode: 'delta', ...(watermark && { watermark }) })

  test('is read with every value in the form that its declaration asks for', async () => {
    const { deltas, problems } = await readAll(opening())
    expect(problems).toEqual([])
    const ada = found(deltas, 'ada')
    expect(ada?.anchor).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(ada?.attributes).toMatchObject({
      title: ['Countess'],
      objectGUID: [ada?.anchor],
      objectSid: [expect.stringMatching(/^S-1-5-21-\d+-\d+-\d+-\d+$/)],
      whenCreated: [expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)],
      userAccountControl: ['512'],
      thumbnailPhoto: [PHOTO],
      msTSAllowLogon: ['true'],
      primaryGroup: [`CN=Domain Users,CN=Users,${SUFFIX}`],
    })
    // Never, in both of the ways that the directory has to say it.
    expect(Object.keys(ada?.attributes ?? {})).not.toEqual(expect.arrayContaining(['accountExpires']))
    expect(Object.keys(ada?.attributes ?? {})).not.toEqual(expect.arrayContaining(['primaryGroupID']))
    expect(found(deltas, 'outer')?.attributes.member).toEqual(
      expect.arrayContaining([dnOf('inner'), dnOf('bob'), dnOf('eve', AWAY)]),
    )
    expect(deltas.map(({ dn }) => dn)).not.toContain(dnOf('eve', AWAY))
  })

  test('without partitions is read whole, but for computers', async () => {
    const { deltas } = await readAll(opening({ partitions: undefined }))
    const names = deltas.map(({ dn }) => dn)
    expect(names).toEqual(expect.arrayContaining([dnOf('eve', AWAY), `CN=krbtgt,CN=Users,${SUFFIX}`, dnOf('ada')]))
    expect(names.some(name => name.startsWith('CN=DC1,'))).toBe(false)
  })

  for (const delta of ['dirsync', 'usn'] as const) {
    const here = (settings: object = {}, types = TYPES) => opening({ delta, ...settings }, types)

    test(`tells who comes to where it is read, with who refers to him, and who leaves (${delta})`, async () => {
      const { watermark } = await readAll(here())
      await admin(client => client.modifyDN(dnOf('eve', AWAY), dnOf('eve')))
      const came = await since(watermark, here())
      expect(found(came.deltas, 'eve')?.attributes.sn).toEqual(['Surname'])
      const told = came.deltas.find(one => one.dn === dnOf('outer'))
      expect(told).toMatchObject({ kind: 'modify', changes: { member: [{ operation: 'add', values: [dnOf('eve')] }] } })
      await admin(client => client.modifyDN(dnOf('eve'), dnOf('eve', AWAY)))
      const left = await since(came.watermark, here())
      expect(left.gone).toEqual([found(came.deltas, 'eve')?.anchor])
    })

    test(`tells a renamed container with all that is below it, also when it leaves (${delta})`, async () => {
      const north = `OU=North,${STAFF}`
      await admin(client => client.modifyDN(dnOf('ada'), dnOf('ada', north)))
      const { watermark } = await readAll(here())
      await admin(client => client.modifyDN(north, `OU=Nord,${STAFF}`))
      const renamed = await since(watermark, here())
      expect(found(renamed.deltas, 'ada')?.dn).toBe(dnOf('ada', `OU=Nord,${STAFF}`))
      await admin(client => client.modifyDN(`OU=Nord,${STAFF}`, `OU=Nord,${AWAY}`))
      const left = await since(renamed.watermark, here())
      expect(left.gone).toContain(found(renamed.deltas, 'ada')?.anchor)
      await admin(async client => {
        await client.modifyDN(`OU=Nord,${AWAY}`, north)
        await client.modifyDN(dnOf('ada', north), dnOf('ada'))
      })
      expect(found((await since(left.watermark, here())).deltas, 'ada')?.dn).toBe(dnOf('ada'))
    })

    test(`tells who matches the filter no longer, and who does now (${delta})`, async () => {
      const filtered = here({ filter: '(|(objectClass=group)(title=Countess))' })
      const { deltas, watermark } = await readAll(filtered)
      expect(deltas.filter(one => one.kind === 'add' && one.objectType === 'user').map(({ dn }) => dn)).toEqual([
        dnOf('ada'),
      ])
      await replace(dnOf('ada'), 'title', ['Engineer'])
      await replace(dnOf('bob'), 'title', ['Countess'])
      const changed = await since(watermark, filtered)
      expect(changed.gone).toEqual([found(deltas, 'ada')?.anchor])
      expect(found(changed.deltas, 'bob')?.attributes.sn).toEqual(['Surname'])
      await replace(dnOf('ada'), 'title', ['Countess'])
      await replace(dnOf('bob'), 'title', [])
    })

    test(`asks for a full import when the place is of another forest or domain controller (${delta})`, async () => {
      const { watermark = '' } = await readAll(here())
      const place = JSON.parse(watermark)
      const [one] = place.partitions
      const wrong: [object, RegExp][] = [
        [{ ...place, forest: 'DC=fabrikam,DC=test' }, /DC=fabrikam,DC=test/],
        [
          { ...place, partitions: [{ ...one, invocation: one.invocation.replace(/^./, 'z') }] },
          /restored or set up anew/,
        ],
        [
          { ...place, partitions: [{ ...one, server: 'CN=other', invocation: 'other' }] },
          /CN=other.* is CN=NTDS Settings/,
        ],
        [{ ...place, partitions: [] }, /not part of the last full import/],
      ]
      for (const [changed, message] of wrong) {
        const error = await connectorError(since(JSON.stringify(changed), here()))
        expect([error.status, error.problem.code]).toEqual([
          'no-start-full-import-required',
          'source.watermark-missing',
        ])
        expect(error.problem.message).toMatch(message)
        expect(error.problem.hint).toMatch(/full import/)
      }
    })
  }

  test('with an account of no special rights goes by change numbers, and says so', async () => {
    const { watermark = '' } = await readAll(asReader())
    expect(JSON.parse(watermark).partitions[0]).not.toHaveProperty('cookie')
    await replace(dnOf('bob'), 'title', ['Engineer'])
    const { deltas } = await since(watermark, asReader())
    expect(deltas.map(({ dn }) => dn)).toEqual([dnOf('bob')])
    const error = await connectorError(readAll(asReader({ delta: 'dirsync' })))
    expect([error.problem.code, error.problem.hint]).toEqual([
      'source.permission',
      expect.stringContaining('Replicating Directory Changes'),
    ])
    const checks = await checksOf(asReader())
    expect(checks.find(({ name }) => name.startsWith('DirSync'))).toMatchObject({ outcome: 'warning' })
  })

  test('tells one member of a group as one value', async () => {
    const { watermark } = await readAll(opening())
    const member = (operation: 'add' | 'delete', value: string) =>
      admin(client =>
        client.modify(dnOf('inner'), [
          new Change({ operation, modification: new Attribute({ type: 'member', values: [value] }) }),
        ]),
      )
    await member('add', dnOf('bob'))
    const added = await since(watermark)
    expect(added.deltas).toMatchObject([
      { dn: dnOf('inner'), changes: { member: [{ operation: 'add', values: [dnOf('bob')] }] } },
    ])
    await member('delete', dnOf('bob'))
    const removed = await since(added.watermark)
    expect(removed.deltas).toMatchObject([{ changes: { member: [{ operation: 'delete', values: [dnOf('bob')] }] } }])
  })

  test('an attribute that was cleared is told as such, and others are left alone', async () => {
    await replace(dnOf('bob'), 'title', ['Engineer'])
    const { watermark } = await readAll(opening())
    await replace(dnOf('bob'), 'title', [])
    await replace(dnOf('bob'), 'manager', [])
    const { deltas } = await since(watermark)
    expect(deltas).toMatchObject([{ dn: dnOf('bob') }])
    expect((deltas[0] as Extract<Delta, { kind: 'modify' }>).changes).toEqual({
      title: [{ operation: 'replace', values: [] }],
      manager: [{ operation: 'replace', values: [] }],
    })
    await replace(dnOf('bob'), 'manager', [dnOf('ada')])
  })

  test('may count those who have a group as their primary one among its members', async () => {
    const settings = { primaryGroupMembers: true, partitions: [{ dn: SUFFIX }] }
    const users = `CN=Domain Users,CN=Users,${SUFFIX}`
    const whole = await readAll(opening(settings))
    expect(found(whole.deltas, 'Domain Users')?.attributes.member).toEqual(
      expect.arrayContaining([dnOf('ada'), dnOf('bob'), dnOf('eve', AWAY)]),
    )
    const [result] = await writeAll(opening(settings), [user('newcomer')])
    expect(result).toMatchObject({ ok: true })
    const came = await since(whole.watermark, opening(settings))
    expect(came.deltas).toContainEqual(
      expect.objectContaining({
        dn: users,
        changes: { member: [{ operation: 'add', values: [dnOf('newcomer')] }] },
      }),
    )
    // Whoever gets another primary group is listed by the old one, and by the new one no longer.
    await writeAll(opening(), [
      { kind: 'modify', dn: dnOf('inner'), changes: { member: [{ operation: 'add', values: [dnOf('newcomer')] }] } },
    ])
    const before = await since(came.watermark, opening(settings))
    const rid = await admin(async client => {
      const { searchEntries } = await client.search(dnOf('inner'), { scope: 'base', attributes: ['primaryGroupToken'] })
      return String(searchEntries[0]?.primaryGroupToken)
    })
    await replace(dnOf('newcomer'), 'primaryGroupID', [rid])
    const changed = await since(before.watermark, opening(settings))
    const told = changed.deltas.filter(one => one.dn === dnOf('inner') || one.dn === users)
    const members = told.flatMap(one => (one.kind === 'modify' ? (one.changes.member ?? []) : []))
    expect(
      members.filter(({ operation, values }) => operation === 'delete' && values.includes(dnOf('newcomer'))),
    ).toEqual([])
    const again = await readAll(opening(settings))
    expect(found(again.deltas, 'inner')?.attributes.member).toEqual(expect.arrayContaining([dnOf('newcomer')]))
    await admin(client => client.del(dnOf('newcomer')))
  })

  test('takes a batch of accounts, groups and groups in groups in one order', async () => {
    const enabled = { userAccountControl: ['512'], unicodePwd: ['Fresh#Passw0rd'] }
    const batch: ExportDelta[] = [
      { kind: 'add', objectType: 'organizationalUnit', dn: `OU=Batch,${STAFF}`, attributes: { ou: ['Batch'] } },
      user('b1', enabled, `OU=Batch,${STAFF}`),
      user('b2', { ...enabled, manager: [dnOf('b1', `OU=Batch,${STAFF}`)] }, `OU=Batch,${STAFF}`),
      group('bg', [dnOf('b1', `OU=Batch,${STAFF}`), dnOf('b2', `OU=Batch,${STAFF}`)], `OU=Batch,${STAFF}`),
      group('bh', [dnOf('bg', `OU=Batch,${STAFF}`)], `OU=Batch,${STAFF}`),
    ]
    expect(codesOf(await writeAll(opening(), batch))).toEqual(batch.map(() => 'ok'))
    expect(await canLogIn(server, dnOf('b1', `OU=Batch,${STAFF}`), 'Fresh#Passw0rd')).toBe(true)
    const { deltas } = await readAll(opening())
    expect(found(deltas, 'b1')?.attributes).toMatchObject({
      userAccountControl: ['512'],
      pwdLastSet: [expect.any(String)],
    })
    expect(found(deltas, 'b1')?.attributes).not.toHaveProperty('unicodePwd')
    expect(
      codesOf(
        await writeAll(
          opening(),
          batch.map(one => ({ ...one, mayBeSent: true })),
        ),
      ),
    ).toEqual(batch.map(() => 'ok'))
    const [full] = await writeAll(opening(), [{ kind: 'delete', dn: `OU=Batch,${STAFF}` }])
    expect(full).toMatchObject({ ok: false, problem: { code: 'unsupported-container-delete' } })
    const disable: ExportDelta = {
      kind: 'modify',
      dn: dnOf('b1', `OU=Batch,${STAFF}`),
      changes: { userAccountControl: [{ operation: 'replace', values: ['514'] }] },
    }
    expect(codesOf(await writeAll(opening(), [disable]))).toEqual(['ok'])
    expect(await canLogIn(server, dnOf('b1', `OU=Batch,${STAFF}`), 'Fresh#Passw0rd')).toBe(false)
    const deletes = [...batch].reverse().map(({ dn }): ExportDelta => ({ kind: 'delete', dn }))
    expect(codesOf(await writeAll(opening(), deletes))).toEqual(batch.map(() => 'ok'))
    expect(
      codesOf(
        await writeAll(
          opening(),
          deletes.map(one => ({ ...one, mayBeSent: true })),
        ),
      ),
    ).toEqual(batch.map(() => 'ok'))
  })

  test.each([
    ['a parent that is not there', user('x', {}, `OU=None,${STAFF}`), 'non-existent-parent'],
    ['a member that is not there', group('x', [dnOf('nobody')]), 'dn-attributes-failure'],
    [
      'a manager that is not there',
      { kind: 'modify', dn: dnOf('bob'), changes: { manager: [{ operation: 'replace', values: [dnOf('nobody')] }] } },
      'dn-attributes-failure',
    ],
    [
      'a move to where nothing is',
      { kind: 'modify', dn: dnOf('bob'), newDn: dnOf('bob', `OU=None,${STAFF}`), changes: {} },
      'non-existent-parent',
    ],
    [
      'a name that is taken',
      { kind: 'modify', dn: dnOf('bob'), newDn: dnOf('ada'), changes: {} },
      'rename-to-existing-dn',
    ],
    [
      'a member that is one',
      { kind: 'modify', dn: dnOf('inner'), changes: { member: [{ operation: 'add', values: [dnOf('ada')] }] } },
      'cd-existing-attribute-or-value',
    ],
    [
      'a password that is too simple',
      user('x', { unicodePwd: ['a'], userAccountControl: ['512'] }),
      'password-policy-violation',
    ],
    ['a primary group', user('x', { primaryGroup: [dnOf('inner')] }), 'readonly-attribute'],
    [
      'another name without a renaming',
      { kind: 'modify', dn: dnOf('bob'), changes: { cn: [{ operation: 'replace', values: ['rob'] }] } },
      'modify-naming-attribute',
    ],
  ] as [string, ExportDelta, string][])('refuses %s and says why', async (_, delta, code) => {
    const [result] = await writeAll(opening(), [delta])
    expect(result?.ok === false && result.problem.code).toBe(code)
    expect(result?.ok === false && result.problem.hint).toBeTruthy()
    expect((await readAll(opening())).deltas.some(one => one.dn === dnOf('x'))).toBe(false)
  })

  test('passwords go over encrypted connections only', async () => {
    const plain = opening({ servers: [server.plainUrl], allowInsecure: true })
    const error = await connectorError(readAll(plain))
    expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.credentials'])
    expect((await readAll(opening({ servers: [server.plainUrl], startTls: true }))).deltas.length).toBeGreaterThan(3)
  })

  test('a password that is set can be asked to be changed, and unlocks', async () => {
    await using session = await openSession(opening())
    const target = { dn: dnOf('bob'), objectType: 'user' }
    const options = { forceChangeAtLogon: true, unlockAccount: true, enforcePasswordPolicy: true }
    expect(await session.setPassword?.(target, 'Another#Passw0rd', options)).toEqual({ ok: true })
    const { deltas } = await readAll(opening())
    expect(found(deltas, 'bob')?.attributes).not.toHaveProperty('pwdLastSet')
    expect(await session.setPassword?.(target, 'a', options)).toMatchObject({
      ok: false,
      code: 'new-password-violate-policy',
    })
    await using weak = await openSession(asReader())
    expect(await weak.setPassword?.(target, 'Another#Passw0rd2', options)).toMatchObject({
      ok: false,
      code: 'access-denied',
    })
  })

  test('the first domain controller that answers is used', async () => {
    const servers = ['ldaps://127.0.0.1:1', server.url]
    expect((await readAll(opening({ servers }))).deltas.length).toBeGreaterThan(3)
    const error = await connectorError(readAll(opening({ servers: ['ldaps://127.0.0.1:1', 'ldaps://127.0.0.1:2'] })))
    expect([error.status, error.problem.code]).toEqual(['no-start-connection', 'source.unreachable'])
    expect(error.problem.message).toMatch(/127\.0\.0\.1:1.*127\.0\.0\.1:2/)
    const elsewhere = await connectorError(readAll(opening({ partitions: [{ dn: 'DC=fabrikam,DC=test' }] })))
    expect(elsewhere.problem.message).toContain(SUFFIX)
  })

  test('reads the configuration as a partition of its own', async () => {
    const dn = `CN=Configuration,${SUFFIX}`
    const sites: ObjectTypeSelection = { name: 'site', attributes: [text('cn')] }
    const both = opening({ partitions: [{ dn: SUFFIX, containers: { include: [STAFF] } }, { dn }] }, [...TYPES, sites])
    const { deltas, watermark } = await readAll(both)
    expect(found(deltas, 'Default-First-Site-Name')?.objectType).toBe('site')
    expect(found(deltas, 'ada')).toBeDefined()
    expect((await since(watermark, both)).deltas).toEqual([])
  })

  test('what is deleted and brought back is told as both', async () => {
    await writeAll(opening(), [user('short')])
    const { deltas, watermark } = await readAll(opening())
    const anchor = found(deltas, 'short')?.anchor ?? ''
    expect(codesOf(await writeAll(opening(), [{ kind: 'delete', dn: dnOf('short'), anchor }]))).toEqual(['ok'])
    const gone = await since(watermark)
    expect(gone.gone).toEqual([anchor])
    server.python(`
import ldb
message = ldb.Message(ldb.Dn(db, '<GUID=${anchor}>'))
message['isDeleted'] = ldb.MessageElement([], ldb.FLAG_MOD_DELETE, 'isDeleted')
message['distinguishedName'] = ldb.MessageElement(['${dnOf('short')}'], ldb.FLAG_MOD_REPLACE, 'distinguishedName')
db.modify(message, ['show_deleted:1'])
`)
    const back = await since(gone.watermark)
    expect(found(back.deltas, 'short')).toMatchObject({ anchor, dn: dnOf('short') })
    await admin(client => client.del(dnOf('short')))
  })

  test('deletions are told with the recycle bin, too', async () => {
    // Over LDAP only the owner of the forest's naming role may do that.
    server.python(`
import ldb
message = ldb.Message(ldb.Dn(db, ''))
feature = 'CN=Partitions,CN=Configuration,${SUFFIX}:766ddcd8-acd0-445e-f3b9-a7f9b6744f2a'
message['enableOptionalFeature'] = ldb.MessageElement(feature, ldb.FLAG_MOD_ADD, 'enableOptionalFeature')
db.modify(message)
`)
    for (const delta of ['dirsync', 'usn']) {
      const one = opening({ delta })
      await writeAll(one, [user('binned')])
      const { deltas, watermark } = await readAll(one)
      const anchor = found(deltas, 'binned')?.anchor ?? ''
      expect(codesOf(await writeAll(one, [{ kind: 'delete', dn: dnOf('binned'), anchor }]))).toEqual(['ok'])
      expect((await since(watermark, one)).gone).toEqual([anchor])
    }
  })

  test('is looked at step by step', async () => {
    const checks = await checksOf(
      opening({}, [...TYPES, { name: 'contact', attributes: [text('cn'), text('noSuch')] }]),
    )
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    const said = (name: string) => checks.find(check => check.name.startsWith(name))?.message
    expect(said('TLS')).toContain('dc1.contoso.test')
    expect(said('domain controller')).toContain(SUFFIX)
    expect(said('sample of user')).toContain(STAFF)
    expect(said('schema')).toContain('noSuch')
    expect(said('sample of contact')).toContain('No object')
    const wrong = await checksOf(opening({ password: 'wrong' }))
    expect(wrong.at(-1)).toMatchObject({ outcome: 'failed', problem: { code: 'source.credentials' } })
    const untrusted = await checksOf(opening({ tls: {} }))
    expect(untrusted.at(-1)).toMatchObject({ outcome: 'failed', problem: { hint: expect.stringContaining('tls.ca') } })
  })

  test('discovers types with what their auxiliary classes add', async () => {
    await using session = await openSession(opening())
    const types = (await session.discover?.()) ?? []
    const attributes = types.find(({ name }) => name === 'user')?.attributes ?? []
    const one = (name: string) => attributes.find(each => each.name === name)
    expect(one('sAMAccountName')).toMatchObject({ type: 'string', multivalued: false })
    expect(one('manager')).toMatchObject({ type: 'reference', multivalued: false })
    expect(one('thumbnailPhoto')).toMatchObject({ type: 'binary', multivalued: false })
    expect(one('accountExpires')).toMatchObject({ type: 'string' })
    expect(one('objectSid')).toMatchObject({ type: 'string' })
    expect(one('unicodePwd')).toMatchObject({ exportOnly: true })
    expect(one('primaryGroup')).toMatchObject({ type: 'reference' })
  })
})

async function checksOf({
  connector,
  settings,
  types,
}: {
  connector: typeof activeDirectory
  settings: object
  types: ObjectTypeSelection[]
}) {
  const checks: Check[] = []
  const signal = new AbortController().signal
  for await (const check of connector.test?.(connector.settings.parse(settings), { folder: '/', types, signal }) ??
    []) {
    checks.push(check)
  }
  return checks
}
