import { afterEach, describe, expect, test } from '@jest/globals'
import { BerWriter } from 'ldapts'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { RESULT_CODES } from '../../src/connectors/kit/ldap/result-codes.js'
import { ldap } from '../../src/connectors/ldap/index.js'
import { PROBLEMS } from '../../src/model/problem.js'
import { type Asked, entry, reference, result, type ScriptedLdap, scriptedLdap } from '../support/scripted-ldap.js'
import { ADA, BASE, GROUP, PERSON } from './people.js'
import { codesOf, connectorError, readAll, writeAll } from './reading.js'

let server: ScriptedLdap | undefined
afterEach(() => server?.stop())

const openingTo = async (answer: (asked: Asked) => readonly Buffer[], settings: object = {}) => {
  server = await scriptedLdap(asked => (isAboutServer(asked) ? [result(asked, 0)] : answer(asked)))
  return {
    connector: ldap,
    settings: { url: server.url, bindDn: 'cn=hub', password: 'x', base: BASE, ...settings },
    types: [PERSON, GROUP].slice(0, 1),
  }
}
/** What is asked before an import to find out how delta imports may go. This server tells nothing of itself. */
const isAboutServer = ({ search }: Asked): boolean =>
  search?.scope === 'base' && ['+', 'modifytimestamp'].includes(search.attributes.at(-1)?.toLowerCase() ?? '')
const ada = (asked: Asked, name = 'Ada') =>
  entry(asked, `cn=${name},${BASE}`, { objectClass: ['inetOrgPerson'], entryUUID: [name], cn: [name] })

describe('answers to a search', () => {
  test.each([
    [3, 'stopped-import-read', 'source.time-limit'],
    [4, 'stopped-import-read', 'source.size-limit'],
    [10, 'stopped-import-read', 'source.referral'],
    [11, 'stopped-import-read', 'source.size-limit'],
    [12, 'stopped-import-read', 'source.malformed'],
    [32, 'no-start-credentials', 'source.permission'],
    [50, 'no-start-credentials', 'source.permission'],
    [51, 'stopped-server-down', 'source.unreachable'],
    [80, 'stopped-import-read', 'source.malformed'],
  ])('code %i on the second page ends the read as %s', async (code, status, problem) => {
    let page = 0
    const opening = await openingTo(asked =>
      page++ === 0
        ? [ada(asked), result(asked, 0, { cookie: 'more' })]
        : [ada(asked, 'Bo'), result(asked, code, { text: 'because' })],
    )
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual([status, problem])
    expect(error.problem.hint).toBeTruthy()
  })

  test('a reference to another server ends the read', async () => {
    const opening = await openingTo(asked => [ada(asked), reference(asked, 'ldap://other/dc=x'), result(asked, 0)])
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual(['stopped-import-read', 'source.referral'])
    expect(error.problem.message).toContain('ldap://other/dc=x')
  })

  test('a page without entries is not the end while there is a cookie', async () => {
    const pages = [[], ['Ada'], [], ['Bo']]
    let page = 0
    const opening = await openingTo(asked => {
      const names = pages[page++] ?? []
      return [
        ...names.map(name => ada(asked, name)),
        result(asked, 0, { cookie: page < pages.length ? `${page}` : '' }),
      ]
    })
    expect((await readAll(opening)).deltas.map(({ anchor }) => anchor)).toEqual(['Ada', 'Bo'])
  })

  test('a connection that closes between two pages is lost', async () => {
    let page = 0
    const opening = await openingTo(asked => {
      if (page++ === 0) return [ada(asked), result(asked, 0, { cookie: 'more' })]
      asked.socket.destroy()
      return []
    })
    expect((await connectorError(readAll(opening))).status).toBe('stopped-connectivity')
  })

  const SYNC = '1.3.6.1.4.1.4203.1.9.1.1'
  const SYNC_DONE = '1.3.6.1.4.1.4203.1.9.1.3'
  const syncCookie = (asked: Asked) => {
    const value = new BerWriter()
    value.startSequence()
    value.writeString('rid=1')
    value.endSequence()
    return result(asked, 0, { control: { type: SYNC_DONE, value: value.buffer } })
  }

  // The first sync request proves that the server synchronizes, the second takes the place before the read.
  test.each(['cn=Subschema', 'sync request 1', 'sync request 2'])(
    'a connection that closes at %s is lost',
    async at => {
      let syncs = 0
      server = await scriptedLdap(asked => {
        const base = asked.search?.baseDN ?? ''
        const isSync = asked.bytes.includes(SYNC)
        if (at === (isSync ? `sync request ${++syncs}` : base)) {
          asked.socket.destroy()
          return []
        }
        if (isSync) return [syncCookie(asked)]
        const root = { supportedControl: [SYNC], subschemaSubentry: ['cn=Subschema'] }
        return [...(base === BASE ? [] : [entry(asked, base, base === '' ? root : {})]), result(asked, 0)]
      })
      const settings = { url: server.url, bindDn: 'cn=hub', password: 'x', base: BASE }
      const error = await connectorError(readAll({ connector: ldap, settings, types: [PERSON, GROUP] }))
      expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
    },
  )

  test('a delta import whose connection closes when it needs the schema is lost', async () => {
    let last = 0
    server = await scriptedLdap(asked => {
      const base = asked.search?.baseDN ?? ''
      if (base === 'cn=Subschema') {
        asked.socket.destroy()
        return []
      }
      const extent = { firstChangeNumber: ['1'], lastChangeNumber: [String(last)], changeLog: ['cn=changelog'] }
      const root = { vendorName: ['389 Project'], subschemaSubentry: ['cn=Subschema'], ...extent }
      const change = { changeNumber: ['1'], changeType: ['modify'], targetDn: [`cn=Ada,${BASE}`] }
      const record = { ...change, changes: ['add: description\ndescription: x\n-\n'], targetEntryUUID: ['a'] }
      if (base === 'cn=changelog') return [entry(asked, 'changeNumber=1', record), result(asked, 0)]
      return [...(base === '' ? [entry(asked, '', root)] : [ada(asked)]), result(asked, 0)]
    })
    const settings = { url: server.url, bindDn: 'cn=hub', password: 'x', base: BASE }
    const opening = { connector: ldap, settings, types: [PERSON] }
    const { watermark = '' } = await readAll(opening)
    last = 1
    const error = await connectorError(readAll(opening, { mode: 'delta', watermark }))
    expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
  })

  test('a server that never answers is given up after the timeout', async () => {
    const opening = await openingTo(() => [], { timeout: 1 })
    expect((await connectorError(readAll(opening))).status).toBe('stopped-connectivity')
  })

  test('values given in ranges are fetched to the last', async () => {
    const members = Array.from({ length: 3_200 }, (_, i) => `cn=M${i},${BASE}`)
    const asked: string[] = []
    const opening = await openingTo(one => {
      const wanted = one.search?.attributes.find(name => name.includes('range='))
      asked.push(wanted ?? 'first')
      const from = wanted === undefined ? 0 : Number(/range=(\d+)/.exec(wanted)?.[1])
      const to = from + 1_500 >= members.length ? '*' : from + 1_499
      const part = members.slice(from, from + 1_500)
      const range = { member: [], [`member;range=${from}-${to}`]: part }
      return [
        entry(one, `cn=All,${BASE}`, { objectClass: ['groupOfNames'], entryUUID: ['all'], ...range }),
        result(one, 0),
      ]
    })
    const { deltas } = await readAll({ ...opening, types: [GROUP] })
    expect(deltas[0]?.kind === 'add' && deltas[0].attributes.member).toEqual(members)
    expect(asked).toEqual(['first', 'member;range=1500-*', 'member;range=3000-*'])
  })

  test.each([
    ['no object class', { entryUUID: ['a'], cn: ['A'] }, 'missing-object-type'],
    ['no anchor', { objectClass: ['inetOrgPerson'], cn: ['A'] }, 'missing-anchor-component'],
    ['two anchors', { objectClass: ['inetOrgPerson'], entryUUID: ['a', 'b'] }, 'multi-valued-anchor-component'],
    [
      'two values of one',
      { objectClass: ['inetOrgPerson'], entryUUID: ['a'], sn: ['a', 'b'] },
      'multi-single-mismatch',
    ],
    [
      'a number that is none',
      { objectClass: ['inetOrgPerson'], entryUUID: ['a'], employeeNumber: ['x'] },
      'invalid-numeric-value',
    ],
  ])('an entry with %s is a problem of its own', async (_, attributes, code) => {
    const opening = await openingTo(asked => [entry(asked, `cn=A,${BASE}`, attributes), ada(asked), result(asked, 0)])
    const { deltas, problems } = await readAll(opening)
    expect(problems.map(problem => [problem.code, problem.where?.dn])).toEqual([[code, `cn=A,${BASE}`]])
    expect(deltas).toHaveLength(1)
  })

  test('other spellings of names are understood, options and other types left out', async () => {
    const opening = await openingTo(asked => [
      entry(asked, `cn=A,${BASE}`, {
        OBJECTCLASS: ['top', 'INETORGPERSON'],
        EntryUuid: ['a'],
        CN: ['A'],
        'cn;lang-de': ['Ä'],
        hubActive: ['TRUE'],
      }),
      entry(asked, `cn=B,${BASE}`, { objectClass: ['device'], entryUUID: ['b'] }),
      result(asked, 0),
    ])
    const { deltas, problems } = await readAll(opening)
    expect(problems).toEqual([])
    expect(deltas).toEqual([
      {
        kind: 'add',
        objectType: 'inetOrgPerson',
        dn: `cn=A,${BASE}`,
        anchor: 'a',
        attributes: { cn: ['A'], hubActive: ['true'] },
      },
    ])
  })
})

describe('answers to a write', () => {
  const modify: ExportDelta = { kind: 'modify', dn: ADA.dn, changes: { sn: [{ operation: 'replace', values: ['x'] }] } }

  test.each([...RESULT_CODES].map(([code, row]) => [code, row.name, row] as const))(
    'code %i (%s) is told with its meaning',
    async (code, name, row) => {
      const opening = await openingTo(asked => [result(asked, code, { text: 'the reason' })])
      const [answer] = await writeAll(opening, [{ kind: 'delete', dn: ADA.dn }])
      expect(answer).toMatchObject({ ok: false, problem: { code: row.problem, hint: row.hint, where: { dn: ADA.dn } } })
      const message = answer?.ok === false ? answer.problem.message : ''
      expect(message).toContain(name)
      expect(message).toContain('the reason')
      expect(message).not.toContain('0x')
      expect(PROBLEMS[row.problem]).toBeDefined()
    },
  )

  test('a code beyond the standard is told by its number', async () => {
    const opening = await openingTo(asked => [result(asked, 4_242)])
    const [answer] = await writeAll(opening, [modify])
    expect(answer?.ok === false && answer.problem).toMatchObject({
      code: 'cd-error',
      message: expect.stringContaining('4242'),
    })
  })

  test('a password that breaks the policy is told as such', async () => {
    const opening = await openingTo(asked => [result(asked, 19, { text: 'Password fails quality checking policy' })])
    expect(codesOf(await writeAll(opening, [modify]))).toEqual(['password-policy-violation'])
  })

  test('a connection lost among the writes ends the step after the results that are known', async () => {
    let writes = 0
    const opening = await openingTo(
      asked => {
        writes++
        if (writes < 3) return [result(asked, 0)]
        asked.socket.destroy()
        return []
      },
      { window: 1 },
    )
    const results: boolean[] = []
    const session = await ldap.open(ldap.settings.parse(opening.settings), {
      folder: '/',
      types: [PERSON],
      signal: new AbortController().signal,
    })
    const write = async () => {
      for await (const one of session.write?.(Array.from({ length: 5 }, () => modify)) ?? []) results.push(one.ok)
    }
    expect((await connectorError(write())).problem.code).toBe('source.connection-lost')
    expect(results).toEqual([true, true])
    await session[Symbol.asyncDispose]()
  })

  test('results keep their order when answers come out of order', async () => {
    const waiting: { asked: Asked; code: number }[] = []
    let next = 0
    const opening = await openingTo(
      asked => {
        waiting.push({ asked, code: next++ % 2 === 0 ? 0 : 50 })
        if (waiting.length < 4) return []
        return waiting
          .splice(0)
          .reverse()
          .map(one => result(one.asked, one.code))
      },
      { window: 4 },
    )
    const deltas = Array.from({ length: 8 }, (_, i): ExportDelta => ({ ...modify, dn: `cn=P${i},${BASE}` }))
    expect(codesOf(await writeAll(opening, deltas))).toEqual(
      deltas.map((_, i) => (i % 2 === 0 ? 'ok' : 'permission-issue')),
    )
  })
})
