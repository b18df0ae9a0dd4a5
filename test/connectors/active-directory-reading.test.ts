import { expect, test } from '@jest/globals'
import { Attribute, Change } from 'ldapts'
import type { Delta } from '../../src/model/delta.js'
import { describeWithServer } from '../support/servers.js'
import { AWAY, checksOf, dnOf, domainForTests, PHOTO, STAFF, SUFFIX, TYPES, user } from './contoso-domain.js'
import { connectorError, readAll, writeAll } from './reading.js'

describeWithServer('samba', 'a domain that is read', () => {
  const { opening, asReader, admin, replace, found, since } = domainForTests()

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
})
