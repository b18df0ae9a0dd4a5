import { expect, test } from '@jest/globals'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { describeWithServer } from '../support/servers.js'
import { checksOf, dnOf, domainForTests, group, STAFF, SUFFIX, TYPES, text, user } from './contoso-domain.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'
import { canLogIn } from './samba-forest.js'

describeWithServer('samba', 'a domain that is written to and looked at', () => {
  const { server, opening, asReader, admin, found, since } = domainForTests()

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
    expect(await canLogIn(server(), dnOf('b1', `OU=Batch,${STAFF}`), 'Fresh#Passw0rd')).toBe(true)
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
    expect(await canLogIn(server(), dnOf('b1', `OU=Batch,${STAFF}`), 'Fresh#Passw0rd')).toBe(false)
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
    const plain = opening({ servers: [server().plainUrl], allowInsecure: true })
    const error = await connectorError(readAll(plain))
    expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.credentials'])
    expect((await readAll(opening({ servers: [server().plainUrl], startTls: true }))).deltas.length).toBeGreaterThan(3)
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
    const servers = ['ldaps://127.0.0.1:1', server().url]
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
    server().python(`
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
    server().python(`
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
