import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { AddDelta } from '../../../src/model/delta.js'
import { type SharePointFarm, startFarm } from '../../support/sharepoint-farm.js'
import { connectorError, openSession, pagesOf, readAll } from '../reading.js'
import { openingOf, put, USER } from './farm.js'

let farm: SharePointFarm
beforeEach(async () => {
  farm = await startFarm({ changeLimit: 3 })
})
afterEach(() => farm.stop())

const names = (deltas: readonly { readonly dn: string }[]): string[] => deltas.map(({ dn }) => dn)

describe('a full import', () => {
  test('reads every profile whole, each kind of value as what it is', async () => {
    put(farm, 'CONTOSO\\boss')
    put(farm, 'CONTOSO\\ada', {
      PreferredName: ['Ada  Lovelace & <Söhne>'],
      AboutMe: [`<p>${'long '.repeat(40_000)}</p>`],
      'SPS-HireDate': ['2020-02-29T00:00:00'],
      'SPS-Locale': ['1031'],
      'SPS-PrivacyPeople': ['True'],
      'SPS-Skills': ['chess', 'näher; weiter', 'a | b'],
      Manager: ['contoso\\BOSS'],
      'SPS-Peers': ['CONTOSO\\boss', 'CONTOSO\\ada'],
    })
    const { deltas, problems } = await readAll(openingOf(farm))
    expect(problems).toEqual([])
    const ada = deltas.find(({ dn }) => dn === 'CONTOSO\\ada') as AddDelta
    expect(ada).toEqual({
      kind: 'add',
      objectType: 'user',
      dn: 'CONTOSO\\ada',
      anchor: farm.store.find('CONTOSO\\ada')?.guid,
      attributes: {
        AccountName: ['CONTOSO\\ada'],
        PreferredName: ['Ada  Lovelace & <Söhne>'],
        AboutMe: [`<p>${'long '.repeat(40_000)}</p>`],
        'SPS-HireDate': ['2020-02-29T00:00:00'],
        'SPS-Locale': ['1031'],
        'SPS-PrivacyPeople': ['true'],
        'SPS-Skills': ['chess', 'näher; weiter', 'a | b'],
        Manager: ['CONTOSO\\boss'],
        'SPS-Peers': ['CONTOSO\\boss', 'CONTOSO\\ada'],
      },
    })
  })

  test('follows the list over its gaps, several requests at once, and never tells anybody twice', async () => {
    for (let i = 0; i < 120; i++) put(farm, `CONTOSO\\u${i}`)
    for (let i = 0; i < 120; i++) if (i % 7 === 0 || (i > 40 && i < 70)) farm.store.remove(`CONTOSO\\u${i}`)
    farm.store.remove('CONTOSO\\u118')
    const { deltas } = await readAll(openingOf(farm), { pageSize: 10 })
    expect(names(deltas)).toEqual([...farm.store.profiles.values()].map(({ account }) => account))
    expect(farm.seen.mostAtOnce).toBeGreaterThan(1)
    expect(farm.seen.mostAtOnce).toBeLessThanOrEqual(4)
  })

  test('names that LDAP names could be mistaken for are components, and come back', async () => {
    const odd = ['i:05.t|idp|cn=ada, x', 'i:0#.f|members|Söhne\\a', 'i:0e.t|adfs|a=b']
    for (const account of odd) put(farm, account)
    put(farm, 'i:0#.w|contoso\\ada', { Manager: [odd[0] ?? ''] })
    const { deltas } = await readAll(openingOf(farm))
    expect(names(deltas)).toEqual([
      'CN=i:05.t|idp|cn\\=ada\\, x',
      'i:0#.f|members|Söhne\\a',
      'CN=i:0e.t|adfs|a\\=b',
      'i:0#.w|contoso\\ada',
    ])
    const ada = deltas.find(({ dn }) => dn === 'i:0#.w|contoso\\ada') as AddDelta
    expect(ada.attributes.Manager).toEqual(['CN=i:05.t|idp|cn\\=ada\\, x'])
  })

  test('a profile that cannot be read is a problem of its own, and the others come', async () => {
    for (const name of ['a', 'b', 'c']) put(farm, `CONTOSO\\${name}`)
    farm.trouble.broken.add(2)
    const { deltas, problems } = await readAll(openingOf(farm))
    expect(names(deltas)).toEqual(['CONTOSO\\a', 'CONTOSO\\c'])
    expect(problems.map(({ code }) => code)).toEqual(['read-error'])
    expect(problems[0]?.message).toContain('damaged')
  })

  test('a value that is not what the configuration says is a problem that names the property', async () => {
    put(farm, 'CONTOSO\\ada', { 'SPS-Skills': ['a', 'b'] })
    const types = [{ ...USER, attributes: [{ name: 'SPS-Skills', type: 'number', multivalued: true } as const] }]
    const { problems } = await readAll(openingOf(farm, {}, types))
    expect(problems[0]).toMatchObject({
      code: 'invalid-numeric-value',
      where: { dn: 'CONTOSO\\ada', attribute: 'SPS-Skills' },
    })
  })

  test('the account name can be the anchor where GUIDs are not readable', async () => {
    put(farm, 'CONTOSO\\Ada')
    const { deltas } = await readAll(openingOf(farm, { anchor: 'AccountName' }))
    expect(deltas[0]?.anchor).toBe('contoso\\ada')
  })

  test('a connection that is lost ends the read, and nothing passes for an end', async () => {
    for (let i = 0; i < 60; i++) put(farm, `CONTOSO\\u${i}`)
    await using session = await openSession(openingOf(farm, { retries: 1 }))
    farm.trouble.cutAfter = 30
    const error = await connectorError(pagesOf(session, { pageSize: 5 }))
    expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
  })
})

describe('a delta import', () => {
  const watermarkNow = async () => (await readAll(openingOf(farm))).watermark ?? ''
  const since = (watermark: string) => readAll(openingOf(farm), { mode: 'delta', watermark })

  test('tells changed profiles whole and once, however often they changed, over several answers of the log', async () => {
    for (const name of ['a', 'b', 'c', 'd']) put(farm, `CONTOSO\\${name}`)
    const watermark = await watermarkNow()
    farm.seen.operations.length = 0
    for (let i = 0; i < 5; i++) farm.store.modify('CONTOSO\\b', new Map([['LastName', [`B${i}`]]]))
    farm.store.remove('CONTOSO\\c')
    put(farm, 'CONTOSO\\new', { LastName: ['New'] })
    const { deltas, watermark: after } = await since(watermark)
    expect(deltas.map(({ kind, dn }) => `${kind} ${dn}`)).toEqual([
      'add CONTOSO\\b',
      'delete CONTOSO\\c',
      'add CONTOSO\\new',
    ])
    expect((deltas[0] as AddDelta).attributes.LastName).toEqual(['B4'])
    const calls = (name: string) => farm.seen.operations.filter(operation => operation === name).length
    expect(calls('GetChanges')).toBeGreaterThan(1)
    expect(calls('GetUserProfileByName')).toBe(2)
    expect((await since(after ?? '')).deltas).toEqual([])
  })

  test('a profile that went and came again is another one', async () => {
    put(farm, 'CONTOSO\\a')
    const watermark = await watermarkNow()
    farm.store.remove('CONTOSO\\a')
    put(farm, 'CONTOSO\\a')
    const { deltas } = await since(watermark)
    expect(deltas.map(({ kind }) => kind)).toEqual(['delete', 'add'])
    expect(deltas[1]?.anchor).toBe(farm.store.find('CONTOSO\\a')?.guid)
  })

  test('one that came and went between two imports is told as gone, and hurts nobody', async () => {
    const watermark = await watermarkNow()
    put(farm, 'CONTOSO\\a')
    farm.store.remove('CONTOSO\\a')
    expect((await since(watermark)).deltas.map(({ kind }) => kind)).toEqual(['delete'])
  })

  test('an account that the administrator moved keeps its anchor', async () => {
    put(farm, 'CONTOSO\\a')
    const watermark = await watermarkNow()
    farm.store.move('CONTOSO\\a', 'FABRIKAM\\a')
    const { deltas } = await since(watermark)
    expect(deltas).toEqual([
      { kind: 'delete', objectType: 'user', dn: 'CONTOSO\\a' },
      expect.objectContaining({ kind: 'add', dn: 'FABRIKAM\\a', anchor: farm.store.find('FABRIKAM\\a')?.guid }),
    ])
  })

  test('asks for a full import when the farm has forgotten the place, or the place is of another farm', async () => {
    const watermark = await watermarkNow()
    put(farm, 'CONTOSO\\a')
    farm.forgetChanges()
    const forgotten = await connectorError(since(watermark))
    expect([forgotten.status, forgotten.problem.code]).toEqual([
      'no-start-full-import-required',
      'source.watermark-missing',
    ])
    const foreign = watermark.replace(farm.url, 'https://other.example.org')
    expect((await connectorError(since(foreign))).status).toBe('no-start-full-import-required')
    expect((await connectorError(since('nonsense'))).status).toBe('no-start-full-import-required')
  })

  test('a change that happens while the profiles are fetched is told by the next one', async () => {
    put(farm, 'CONTOSO\\a')
    const watermark = await watermarkNow()
    farm.store.modify('CONTOSO\\a', new Map([['LastName', ['One']]]))
    await using session = await openSession(openingOf(farm))
    const pages = session.read({ mode: 'delta', watermark, pageSize: 1, signal: new AbortController().signal })
    let end: string | undefined
    for await (const page of pages) {
      if (page.deltas.length > 0) farm.store.modify('CONTOSO\\a', new Map([['LastName', ['Two']]]))
      end = page.end?.watermark ?? end
    }
    const { deltas } = await since(end ?? '')
    expect((deltas[0] as AddDelta).attributes.LastName).toEqual(['Two'])
  })
})

test('discovery tells the properties with their types, custom ones among them', async () => {
  farm.store.define({ name: 'ContosoBadge', type: 'integer' })
  farm.store.define({ name: 'ContosoMentors', type: 'Person', multivalued: true })
  await using session = await openSession(openingOf(farm))
  const [type, ...others] = (await session.discover?.()) ?? []
  expect(others).toEqual([])
  expect(type?.name).toBe('user')
  const found = new Map(
    type?.attributes.map(attribute => [attribute.name, `${attribute.type}${attribute.multivalued ? '[]' : ''}`]),
  )
  expect(found.get('ContosoBadge')).toBe('number')
  expect(found.get('ContosoMentors')).toBe('reference[]')
  expect(found.get('SPS-Skills')).toBe('string[]')
  expect(found.get('SPS-PrivacyPeople')).toBe('boolean')
  expect(found.get('Manager')).toBe('reference')
  expect(found.has('Picture')).toBe(false)
})
