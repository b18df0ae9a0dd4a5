import { afterEach, expect, test } from '@jest/globals'
import { ldap } from '../../../src/connectors/ldap/index.js'
import type { Delta } from '../../../src/model/delta.js'
import { type LdapWriter, ldapWriter } from '../../support/ldap-writer.js'
import { describeWithServer } from '../../support/servers.js'
import { type Slapd, type SlapdOptions, startSlapd } from '../../support/slapd.js'
import { HUB_SCHEMA, PEOPLE_CONTAINER } from '../directory.js'
import { ADA, BARE, BASE, GROUP, group, ODD, PERSON, person, TEAM } from '../people.js'
import { connectorError, openSession, readAll } from '../reading.js'
import { ldifRecord } from '../texts.js'

const definitions = new Map([...PERSON.attributes, ...GROUP.attributes].map(one => [one.name, one]))
const MEMBERS = 50_000

let server: Slapd
let writer: LdapWriter

async function start(options: SlapdOptions, objects = [ADA, ODD, BARE, TEAM]): Promise<void> {
  const ldif = [PEOPLE_CONTAINER, ...objects.map(object => ldifRecord(object))].join('\n')
  server = await startSlapd({ ldif, schema: HUB_SCHEMA, ...options })
  writer = await ldapWriter({ url: server.url, bindDn: server.rootDn, password: server.password }, definitions)
}
afterEach(async () => {
  await writer[Symbol.asyncDispose]()
  await server.stop()
})

const opening = (settings: object = {}) => ({
  connector: ldap,
  types: [PERSON, GROUP],
  settings: { url: server.url, bindDn: server.rootDn, password: server.password, base: BASE, ...settings },
})
const delta = (watermark: string | undefined, settings: object = {}) =>
  readAll(opening(settings), { mode: 'delta', watermark: watermark ?? '' })
const change = (...deltas: Delta[]) => writer.apply(deltas)
const statusOf = async (work: Promise<unknown>) => (await connectorError(work)).status

describeWithServer('slapd', 'a delta import of an LDAP directory', () => {
  test('tells one member of a group of 50,000 as one value', async () => {
    const members = Array.from({ length: MEMBERS }, (_, i) => person(`Member ${i}`).dn)
    await start({ accesslog: true }, [ADA, group('Large', members)])
    const { watermark } = await readAll(opening())
    const dn = group('Large', []).dn
    await change({ kind: 'modify', dn, changes: { member: [{ operation: 'add', values: [ADA.dn] }] } })
    const { deltas } = await delta(watermark)
    expect(deltas).toMatchObject([
      { kind: 'modify', objectType: 'groupOfNames', changes: { member: [{ operation: 'add', values: [ADA.dn] }] } },
    ])
  })

  test('reads an object whole where a value may be told in another spelling', async () => {
    await start({ accesslog: true }, [person('Zoë', { description: ['First'] })])
    const { watermark } = await readAll(opening())
    const dn = person('Zoë').dn
    await change({ kind: 'modify', dn, changes: { description: [{ operation: 'delete', values: ['FIRST'] }] } })
    const { deltas } = await delta(watermark)
    expect(deltas).toMatchObject([{ kind: 'add', attributes: { cn: ['Zoë'] } }])
    expect(deltas[0]).not.toHaveProperty('attributes.description')
  })

  test('by accesslog goes on behind the last record, and leaves a place that does not grow with what was read', async () => {
    const people = Array.from({ length: 60 }, (_, i) => person(`Person ${i}`))
    await start({ accesslog: true }, people)
    const { watermark: first } = await readAll(opening())
    await change(
      ...people.map(
        ({ dn }): Delta => ({
          kind: 'modify',
          dn,
          changes: { sn: [{ operation: 'replace', values: ['Changed'] }] },
        }),
      ),
    )
    const { deltas, watermark: second = '' } = await delta(first)
    expect(deltas).toHaveLength(people.length)
    expect(second.length).toBeLessThan(300)
    expect((await delta(second)).deltas).toEqual([])
  })

  test('by accesslog asks for a full import when its part of the log was purged', async () => {
    await start({ accesslog: true })
    await change({ kind: 'delete', dn: BARE.dn })
    const { watermark } = await readAll(opening())
    const { searchEntries } = await writer.client.search('cn=accesslog', { scope: 'one', attributes: ['1.1'] })
    for (const { dn } of searchEntries) await writer.client.del(dn)
    await change({ kind: 'delete', dn: ADA.dn })
    expect(await statusOf(delta(watermark))).toBe('no-start-full-import-required')
  })

  test('by sync request asks for a full import when the server does not know the cookie', async () => {
    await start({ syncprov: {} })
    const { watermark = '' } = await readAll(opening())
    const mark = JSON.parse(watermark) as { at: { cookies: string[] } }
    const later = Buffer.from(mark.at.cookies[0] ?? '', 'base64')
      .toString()
      .replace('csn=20', 'csn=21')
    mark.at.cookies = [Buffer.from(later).toString('base64')]
    expect(await statusOf(delta(JSON.stringify(mark)))).toBe('no-start-full-import-required')
  })

  test.each([
    ['accesslog', { accesslog: true }],
    ['syncrepl', { syncprov: { sessionLog: 100 } }],
    ['syncrepl', { syncprov: {} }],
    ['timestamps', {}],
  ] as [string, SlapdOptions][])(
    'by %s finds what a renamed container took along, and what it took away',
    async (method, options) => {
      await start(options)
      const ou = (name: string, above = BASE): Delta => ({
        kind: 'add',
        objectType: 'organizationalUnit',
        dn: `ou=${name},${above}`,
        attributes: { ou: [name] },
      })
      const inside = { ...person('Inside'), dn: `cn=Inside,ou=team,${BASE}` }
      await change(ou('team'), ou('elsewhere', 'dc=example,dc=org'), inside)
      const { watermark, deltas: full } = await readAll(opening({ delta: method }))
      const anchor = full.find(({ dn }) => dn === inside.dn)?.anchor
      await change({ kind: 'modify', dn: `ou=team,${BASE}`, newDn: `ou=crew,${BASE}`, changes: {} })
      const renamed = await delta(watermark, { delta: method })
      expect(renamed.deltas.find(one => one.anchor === anchor)?.dn).toBe(`cn=Inside,ou=crew,${BASE}`)
      const newDn = 'ou=crew,ou=elsewhere,dc=example,dc=org'
      await change({ kind: 'modify', dn: `ou=crew,${BASE}`, newDn, changes: {} })
      const away = await delta(renamed.watermark, { delta: method })
      expect(away.listed?.includes(anchor ?? '') ?? !away.gone.includes(anchor ?? '')).toBe(false)
    },
  )

  test('of one server is none of another', async () => {
    await start({ syncprov: {} })
    const { watermark } = await readAll(opening())
    await writer[Symbol.asyncDispose]()
    await server.stop()
    await start({ syncprov: {} })
    expect(await statusOf(delta(watermark))).toBe('no-start-full-import-required')
  })
})

describeWithServer('slapd', 'watching an LDAP directory', () => {
  test.each([
    ['syncrepl', { syncprov: {} }],
    ['accesslog', { accesslog: true }],
    ['timestamps', {}],
  ] as [string, SlapdOptions][])('by %s ends with an error when the server is gone', async (method, options) => {
    await start(options)
    await using session = await openSession(opening({ delta: method }))
    const watching = session.watch?.({ signal: new AbortController().signal })[Symbol.asyncIterator]()
    const told = watching?.next()
    const lost = connectorError(told ?? Promise.resolve())
    await new Promise(done => setTimeout(done, 300))
    await server.kill()
    expect((await lost).problem.code).toBe('source.connection-lost')
    await server.restart()
  })
})
