import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ExportDelta } from '../../../src/connectors/connector.js'
import { type SharePointFarm, startFarm } from '../../support/sharepoint-farm.js'
import { codesOf, connectorError, openSession, readAll, resultsOf, writeAll } from '../reading.js'
import { openingOf, PHOTOGRAPHED, put, replace, user } from './farm.js'

let farm: SharePointFarm
beforeEach(async () => {
  farm = await startFarm()
})
afterEach(() => farm.stop())

const valuesOf = (account: string, name: string) => farm.store.find(account)?.values.get(name)
const write = (deltas: readonly ExportDelta[], more: object = {}) => writeAll(openingOf(farm, more), deltas)
const problemsOf = async (deltas: readonly ExportDelta[], more: object = {}) =>
  (await write(deltas, more)).flatMap(result => (result.ok ? [] : [result.problem]))

describe('creating', () => {
  test('a profile comes with its values, typed as the farm wants them, and its GUID is the anchor', async () => {
    put(farm, 'CONTOSO\\boss')
    const results = await write([
      user('CONTOSO\\ada', {
        PreferredName: ['Ada & <Co>'],
        'SPS-HireDate': ['2020-02-29T00:00:00'],
        'SPS-Locale': ['1031'],
        'SPS-PrivacyPeople': ['true'],
        'SPS-Skills': ['a', 'b'],
        Manager: ['contoso\\boss'],
        PublicSiteRedirect: ['https://example.org/~ada'],
      }),
    ])
    expect(results).toEqual([{ ok: true, anchor: farm.store.find('CONTOSO\\ada')?.guid }])
    expect(valuesOf('CONTOSO\\ada', 'PreferredName')).toEqual(['Ada & <Co>'])
    expect(valuesOf('CONTOSO\\ada', 'SPS-Skills')).toEqual(['a', 'b'])
    expect(valuesOf('CONTOSO\\ada', 'Manager')).toEqual(['CONTOSO\\boss'])
    expect(valuesOf('CONTOSO\\ada', 'SPS-PrivacyPeople')).toEqual(['true'])
  })

  test('what is there already is refused, and results come in order', async () => {
    put(farm, 'CONTOSO\\b')
    const deltas = ['a', 'B', 'c'].map(name => user(`CONTOSO\\${name}`))
    expect(codesOf(await write(deltas))).toEqual(['ok', 'cd-existing-object', 'ok'])
  })

  test('a manager who is not there yet is a problem of the person, which a second try in the same session cures', async () => {
    await using session = await openSession(openingOf(farm))
    const ada = user('CONTOSO\\ada', { Manager: ['CONTOSO\\boss'] })
    const [first] = await resultsOf(session, [ada])
    expect(first).toMatchObject({
      ok: false,
      problem: { code: 'dn-attributes-failure', where: { dn: 'CONTOSO\\ada', attribute: 'Manager' } },
    })
    expect(first?.ok === false && first.problem.message).toContain('CONTOSO\\boss')
    expect(codesOf(await resultsOf(session, [user('CONTOSO\\boss'), ada]))).toEqual(['ok', 'ok'])
    expect(valuesOf('CONTOSO\\ada', 'Manager')).toEqual(['CONTOSO\\boss'])
  })

  test('a creation whose answer was lost is known again, but not one that somebody else made otherwise', async () => {
    farm.trouble.cut = { operation: 'CreateUserProfileByAccountName', when: 'after' }
    const error = await connectorError(write([user('CONTOSO\\ada')]))
    expect(error.problem.code).toBe('source.connection-lost')
    farm.trouble.cut = undefined
    farm.store.modify('CONTOSO\\ada', new Map([['PreferredName', ['Somebody']]]))
    const again = { ...user('CONTOSO\\ada'), mayBeSent: true }
    expect(await write([again])).toEqual([{ ok: true, anchor: farm.store.find('CONTOSO\\ada')?.guid }])
    const other = { ...user('CONTOSO\\ada', { PreferredName: ['Other'] }), mayBeSent: true }
    expect(codesOf(await write([other]))).toEqual(['cd-existing-object'])
  })

  test('gives a new profile its claim provider where no flow does, if it is asked to', async () => {
    const accounts = ['i:05.t|adfs|ada@contoso.com', 'i:0#.f|members|bob', 'CONTOSO\\carl', 'plain']
    await write(
      accounts.map(account => user(account)),
      { claims: {} },
    )
    const claims = accounts.map(account =>
      ['SPS-ClaimProviderType', 'SPS-ClaimProviderID', 'SPS-ClaimID'].map(name => valuesOf(account, name)?.[0]),
    )
    expect(claims).toEqual([
      ['Trusted', 'adfs', 'ada@contoso.com'],
      ['Forms', 'members', 'bob'],
      ['Windows', 'Windows', 'carl'],
      ['Windows', 'Windows', 'plain'],
    ])
    await write([user('CONTOSO\\dora')])
    expect(valuesOf('CONTOSO\\dora', 'SPS-ClaimID')).toBeUndefined()
  })
})

describe('changing', () => {
  beforeEach(() => {
    put(farm, 'CONTOSO\\boss')
    put(farm, 'CONTOSO\\ada', { LastName: ['Byron'], WorkEmail: ['ada@contoso.com'], 'SPS-Skills': ['a', 'b'] })
  })

  test('writes the changed properties and no other, whole, and empties what has no value', async () => {
    const change: ExportDelta = {
      kind: 'modify',
      dn: 'CONTOSO\\ada',
      changes: { LastName: replace('Lovelace'), WorkEmail: replace(), 'SPS-Skills': replace('b', 'c') },
    }
    expect(codesOf(await write([change]))).toEqual(['ok'])
    expect([...(farm.store.find('CONTOSO\\ada')?.values ?? [])]).toEqual([
      ['LastName', ['Lovelace']],
      ['SPS-Skills', ['b', 'c']],
    ])
    expect(farm.seen.operations.filter(name => name.startsWith('GetUserProfileBy'))).toEqual([])
  })

  test('persons of a property with several come and go one by one, whatever their letter case', async () => {
    for (const name of ['x', 'y', 'z']) put(farm, `CONTOSO\\${name}`)
    farm.store.modify('CONTOSO\\ada', new Map([['SPS-Peers', ['CONTOSO\\x', 'CONTOSO\\y']]]))
    const change: ExportDelta = {
      kind: 'modify',
      dn: 'CONTOSO\\ada',
      changes: {
        'SPS-Peers': [
          { operation: 'delete', values: ['contoso\\X'] },
          { operation: 'add', values: ['CONTOSO\\z', 'contoso\\y'] },
        ],
      },
    }
    expect(codesOf(await write([change]))).toEqual(['ok'])
    expect(valuesOf('CONTOSO\\ada', 'SPS-Peers')).toEqual(['CONTOSO\\y', 'CONTOSO\\z'])
  })

  test('each refusal of the farm becomes the problem that says what to do', async () => {
    const change = (name: string, ...values: string[]): ExportDelta => ({
      kind: 'modify',
      dn: 'CONTOSO\\ada',
      changes: { [name]: replace(...values) },
    })
    const problems = await problemsOf([
      change('PublicSiteRedirect', 'not an address'),
      change('PreferredName', 'x'.repeat(300)),
      change('Manager', 'CONTOSO\\nobody'),
      change('Manager', 'cn=boss,dc=contoso'),
      change('NoSuchProperty', 'x'),
      change('AccountName', 'CONTOSO\\other'),
      { kind: 'modify', dn: 'CONTOSO\\nobody', changes: { LastName: replace('x') } },
      { kind: 'modify', dn: 'ou=people,dc=x', changes: { LastName: replace('x') } },
      { kind: 'delete', dn: 'CONTOSO\\nobody' },
      user(`CONTOSO\\${'x'.repeat(400)}`),
    ])
    expect(problems.map(({ code }) => code)).toEqual([
      'syntax-violation',
      'constraint-violation',
      'dn-attributes-failure',
      'dn-attributes-failure',
      'schema-violation',
      'readonly-attribute',
      'cd-missing-object',
      'syntax-violation',
      'cd-missing-object',
      'constraint-violation',
    ])
    expect(problems[0]?.where).toEqual({ dn: 'CONTOSO\\ada', attribute: 'PublicSiteRedirect' })
    expect(problems.every(({ message }) => message !== '')).toBe(true)
  })
})

describe('deleting, which these services cannot do', () => {
  beforeEach(() => put(farm, 'CONTOSO\\ada', { LastName: ['Byron'], Department: ['Sales'], 'SPS-Skills': ['a'] }))
  const gone: ExportDelta = { kind: 'delete', dn: 'CONTOSO\\ada' }

  test('leaves the profile as it is by default', async () => {
    expect(codesOf(await write([gone]))).toEqual(['ok'])
    expect(valuesOf('CONTOSO\\ada', 'LastName')).toEqual(['Byron'])
    expect(farm.seen.operations).not.toContain('ModifyUserPropertyByAccountName')
  })

  test('clears and marks the profile if that is configured, and a second time, too', async () => {
    const settings = {
      onDelete: 'clear-and-mark',
      clear: ['Department', 'SPS-Skills'],
      markProperty: 'Title',
      markValue: 'gone',
    }
    expect(codesOf(await write([gone], settings))).toEqual(['ok'])
    expect([...(farm.store.find('CONTOSO\\ada')?.values ?? [])]).toEqual([
      ['LastName', ['Byron']],
      ['Title', ['gone']],
    ])
    expect(codesOf(await write([{ ...gone, mayBeSent: true }], settings))).toEqual(['ok'])
  })

  test('a profile that is gone already is success only for a delete that may have been sent', async () => {
    farm.store.remove('CONTOSO\\ada')
    expect(codesOf(await write([gone, { ...gone, mayBeSent: true }]))).toEqual(['cd-missing-object', 'ok'])
  })
})

describe('photos', () => {
  const PHOTO = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]).toString('base64')
  const OTHER = Buffer.from([0x89, 0x50, 0x4e, 0x47, 9, 9]).toString('base64')
  const opening = (more: object = {}) =>
    openingOf(farm, { photos: { site: farm.url, maxBytes: 64, ...more } }, [PHOTOGRAPHED])
  const photo = (dn: string, ...values: string[]): ExportDelta => ({
    kind: 'modify',
    dn,
    changes: { Picture: replace(...values) },
  })
  const uploads = () => farm.seen.operations.filter(operation => operation === 'CopyIntoItems').length

  test('are stored in the library once, and the profile gets their address', async () => {
    await writeAll(opening(), [user('CONTOSO\\ada', { Picture: [PHOTO] })])
    const [address] = valuesOf('CONTOSO\\ada', 'PictureURL') ?? []
    expect(address).toMatch(/\/User%20Photos\/Profile%20Pictures\/CONTOSO_ada\.jpg\?sha256=[0-9a-f]{64}$/)
    expect(farm.files.get(address?.split('?')[0] ?? '')?.toString('base64')).toBe(PHOTO)
    expect(codesOf(await writeAll(opening(), [photo('CONTOSO\\ada', PHOTO)]))).toEqual(['ok'])
    expect(uploads()).toBe(1)
    await writeAll(opening(), [photo('CONTOSO\\ada', OTHER)])
    expect(uploads()).toBe(2)
    expect(valuesOf('CONTOSO\\ada', 'PictureURL')?.[0]).toContain('CONTOSO_ada.png?')
    await writeAll(opening(), [photo('CONTOSO\\ada')])
    expect(valuesOf('CONTOSO\\ada', 'PictureURL')).toBeUndefined()
  })

  test('two accounts that come to one file name do not share a file', async () => {
    await writeAll(opening(), [user('CONTOSO\\a_b', { Picture: [PHOTO] }), user('CONTOSO_a\\b', { Picture: [OTHER] })])
    expect(farm.files.size).toBe(2)
  })

  test('an import tells the digest of a photo that the hub has put there, and of no other', async () => {
    await writeAll(opening(), [user('CONTOSO\\ada', { Picture: [PHOTO] })])
    put(farm, 'CONTOSO\\bob', { PictureURL: ['https://example.org/bob.jpg'] })
    const { deltas } = await readAll(opening())
    const pictures = deltas.map(delta => (delta.kind === 'add' ? delta.attributes.Picture : undefined))
    expect(pictures).toEqual([[expect.stringMatching(/^sha256:[0-9a-f]{64}$/)], undefined])
  })

  test('one that is too large, one that has nowhere to go, and a library that refuses are problems of the person', async () => {
    put(farm, 'CONTOSO\\ada')
    const large = Buffer.alloc(65).toString('base64')
    const [tooLarge] = await writeAll(opening(), [photo('CONTOSO\\ada', large)])
    const [nowhere] = await writeAll(openingOf(farm, {}, [PHOTOGRAPHED]), [photo('CONTOSO\\ada', PHOTO)])
    const [refused] = await writeAll(opening({ folder: 'No such library' }), [photo('CONTOSO\\ada', PHOTO)])
    const codes = [tooLarge, nowhere, refused].map(result => (result?.ok === false ? result.problem.code : 'ok'))
    expect(codes).toEqual(['constraint-violation', 'schema-violation', 'cd-error'])
    expect(refused?.ok === false && refused.problem.message).toContain('DestinationInvalid')
    expect(valuesOf('CONTOSO\\ada', 'PictureURL')).toBeUndefined()
  })
})
