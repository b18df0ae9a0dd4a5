import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { BerWriter } from 'ldapts'
import { guidBytes } from '../../src/connectors/active-directory/guid.js'
import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import { type Certificate, selfSigned } from '../support/certificates.js'
import { type Asked, entry, result, type ScriptedLdap, scriptedLdap } from '../support/scripted-ldap.js'
import { GROUP, PERSON } from './people.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'

const NC = 'DC=contoso,DC=test'
const SETTINGS = 'CN=NTDS Settings,CN=DC1'
const DIRSYNC = '1.2.840.113556.1.4.841'
const guid = (i: number) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`
const bytesOf = (i: number) => guidBytes(guid(i)) ?? Buffer.alloc(16)

type Answers = (asked: Asked) => readonly Buffer[] | undefined

let server: ScriptedLdap | undefined
let certificate: Certificate
beforeAll(() => {
  certificate = selfSigned()
})
afterAll(() => certificate.remove())
afterEach(() => server?.stop())

/** A domain controller that says of itself what it has to; `answers` says the rest. */
async function openingTo(answers: Answers, settings: object = {}, tls?: Certificate) {
  server = await scriptedLdap(asked => answers(asked) ?? itself(asked), tls)
  return {
    connector: activeDirectory,
    settings: { servers: [server.url], bindDn: 'hub', password: 'x', ...settings },
    types: [
      { ...PERSON, name: 'user', attributes: PERSON.attributes.slice(0, 2) },
      { ...GROUP, name: 'group' },
    ],
  }
}

function itself(asked: Asked): readonly Buffer[] {
  const base = asked.search?.baseDN
  if (base === '') {
    const root = {
      ...{ defaultNamingContext: [NC], rootDomainNamingContext: [NC], namingContexts: [NC], dsServiceName: [SETTINGS] },
      ...{ schemaNamingContext: ['CN=Schema'], highestCommittedUSN: ['100'], supportedControl: [DIRSYNC] },
    }
    return [entry(asked, '', root), result(asked, 0)]
  }
  if (base === SETTINGS) return [entry(asked, SETTINGS, { invocationId: [bytesOf(77)] }), result(asked, 0)]
  return [result(asked, 0)]
}

const isDirSync = ({ bytes }: Asked): boolean => bytes.includes(DIRSYNC)

function dirSyncEnd(asked: Asked, cookie: string, more: boolean): Buffer {
  const value = new BerWriter()
  value.startSequence()
  value.writeInt(more ? 1 : 0)
  value.writeInt(0)
  value.writeString(cookie)
  value.endSequence()
  return result(asked, 0, { control: { type: DIRSYNC, value: value.buffer } })
}

const watermark = (cookie?: string) =>
  JSON.stringify({
    version: 1,
    forest: NC,
    partitions: [
      {
        ...{ dn: NC, server: SETTINGS, invocation: guid(77), usn: '90' },
        ...(cookie && { cookie: Buffer.from(cookie).toString('base64') }),
      },
    ],
  })
const person = (i: number, cn: string) => ({
  objectClass: ['top', 'person', 'organizationalPerson', 'user'],
  ...{ objectGUID: [bytesOf(i)], cn: [cn], sn: ['S'] },
})

describe('answers of a domain controller', () => {
  test('a cookie of now is asked for until the server has looked through everything', async () => {
    const cookies: string[] = []
    const opening = await openingTo(
      asked => {
        if (!isDirSync(asked)) return undefined
        cookies.push(asked.bytes.includes('second') ? 'second' : asked.bytes.includes('first') ? 'first' : 'none')
        return [dirSyncEnd(asked, ['first', 'second', 'third'][cookies.length - 1] ?? '', cookies.length < 3)]
      },
      { partitions: [{ dn: NC }] },
    )
    // An empty domain has a head.
    const head = await readAll({
      ...opening,
      types: [{ name: 'domainDNS', attributes: [] }],
    }).catch(error => error)
    expect(head).toMatchObject({ problem: { code: 'source.permission' } })
    expect(cookies).toEqual(['none', 'first', 'second'])
  })

  test('changes that come in parts are all read, and what went is told after all new names', async () => {
    let parts = 0
    const opening = await openingTo(asked => {
      if (isDirSync(asked)) {
        parts++
        if (parts === 1) {
          const gone = { objectGUID: [bytesOf(5)], 'member;range=0-0': [`CN=new,${NC}`], instanceType: ['4'] }
          return [entry(asked, `CN=group,${NC}`, gone), dirSyncEnd(asked, 'two', true)]
        }
        const renamed = { objectGUID: [bytesOf(1)], name: ['new'], parentGUID: [bytesOf(9)] }
        return [entry(asked, `CN=new,${NC}`, renamed), dirSyncEnd(asked, 'three', false)]
      }
      if (asked.bytes.includes(bytesOf(1))) return [entry(asked, `CN=new,${NC}`, person(1, 'new')), result(asked, 0)]
      return undefined
    })
    const { deltas, watermark: next = '' } = await readAll(opening, { mode: 'delta', watermark: watermark('one') })
    expect(deltas.map(({ kind, dn }) => [kind, dn])).toEqual([
      ['add', `CN=new,${NC}`],
      ['modify', `CN=group,${NC}`],
    ])
    expect(deltas[1]).toMatchObject({ anchor: guid(5), changes: { member: [{ operation: 'delete' }] } })
    expect(Buffer.from(JSON.parse(next).partitions[0].cookie, 'base64').toString()).toBe('three')
    expect(JSON.parse(next).partitions[0].usn).toBe('100')
  })

  test.each([
    [{}, 0],
    [{ timeLimit: 7 }, 7],
  ])('a part of the changes may take the server as long as the settings say: %j', async (settings, seconds) => {
    const limits: unknown[] = []
    const opening = await openingTo(asked => {
      if (!isDirSync(asked)) return undefined
      limits.push(asked.search?.timeLimit)
      return [dirSyncEnd(asked, 'two', false)]
    }, settings)
    await readAll(opening, { mode: 'delta', watermark: watermark('one') })
    expect(limits).toEqual([seconds])
  })

  test('without sight of deleted objects all that is there is listed', async () => {
    const opening = await openingTo(asked => {
      const { search } = asked
      if (search?.baseDN.startsWith('<WKGUID=')) return [result(asked, 32)]
      if (search?.baseDN !== NC || !search.attributes.some(name => name.toLowerCase() === 'objectguid'))
        return undefined
      if (search.attributes.length === 1) {
        return [...[1, 2].map(i => entry(asked, `CN=p${i},${NC}`, { objectGUID: [bytesOf(i)] })), result(asked, 0)]
      }
      return [entry(asked, `CN=p2,${NC}`, person(2, 'p2')), result(asked, 0)]
    })
    const { deltas, gone, listed } = await readAll(opening, { mode: 'delta', watermark: watermark() })
    expect(deltas.map(({ anchor }) => anchor)).toEqual([guid(2)])
    expect([gone, listed]).toEqual([[], [guid(1), guid(2)]])
  })

  test('an object that is there but cannot be read is not told as gone', async () => {
    const opening = await openingTo(asked => {
      if (isDirSync(asked)) {
        const renamed = { objectGUID: [bytesOf(1)], name: ['new'] }
        return [entry(asked, `CN=new,${NC}`, renamed), dirSyncEnd(asked, 'two', false)]
      }
      if (!asked.bytes.includes(bytesOf(1))) return undefined
      return [entry(asked, `CN=new,${NC}`, { ...person(1, 'new'), sn: ['a', 'b'] }), result(asked, 0)]
    })
    const { deltas, gone, problems } = await readAll(opening, { mode: 'delta', watermark: watermark('one') })
    expect([deltas, gone]).toEqual([[], []])
    expect(problems).toMatchObject([{ code: 'multi-single-mismatch', where: { anchor: guid(1), attribute: 'sn' } }])
  })

  test('values that come in ranges are read to the last', async () => {
    const members = Array.from({ length: 5 }, (_, i) => `CN=m${i},${NC}`)
    const opening = await openingTo(
      asked => {
        if (asked.bytes.includes('member;range=2-*')) {
          return [entry(asked, `CN=g,${NC}`, { 'member;range=2-*': members.slice(2) }), result(asked, 0)]
        }
        if (asked.search?.baseDN !== NC || isDirSync(asked) || asked.search.attributes.length < 3) return undefined
        const group = { objectClass: ['top', 'group'], objectGUID: [bytesOf(3)], cn: ['g'] }
        return [
          entry(asked, `CN=g,${NC}`, { ...group, member: [], 'member;range=0-1': members.slice(0, 2) }),
          result(asked, 0),
        ]
      },
      { delta: 'usn' },
    )
    const { deltas } = await readAll(opening)
    expect(deltas).toMatchObject([{ objectType: 'group', attributes: { member: members } }])
  })
})

describe('an account whose server wants it step by step', () => {
  const account = {
    kind: 'add',
    objectType: 'user',
    dn: `CN=new,${NC}`,
    attributes: { sn: ['S'], userAccountControl: ['512'], unicodePwd: ['Secret#1'] },
  } as const
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')

  test('is created disabled, gets its password and is enabled', async () => {
    const done: string[] = []
    const opening = await stepwise(asked => {
      done.push(asked.operation)
      const secret = asked.bytes.includes(utf16('"Secret#1"'))
      if (asked.operation === 'add') {
        done.push(asked.bytes.includes('514') ? 'disabled' : 'enabled')
        return [result(asked, secret ? 53 : 0)]
      }
      done.push(secret ? 'password' : asked.bytes.includes('512') ? 'enable' : 'other')
      return [result(asked, 0)]
    })
    expect(codesOf(await writeAll(opening, [account]))).toEqual(['ok'])
    expect(done).toEqual(['add', 'enabled', 'add', 'disabled', 'modify', 'password', 'modify', 'enable'])
  })

  test('is taken away again when its password is refused', async () => {
    const done: string[] = []
    const opening = await stepwise(asked => {
      done.push(asked.operation)
      if (asked.operation === 'add') return [result(asked, asked.bytes.includes(utf16('"Secret#1"')) ? 53 : 0)]
      return [result(asked, asked.operation === 'modify' ? 19 : 0, { text: '0000052D: too simple' })]
    })
    expect(codesOf(await writeAll(opening, [account]))).toEqual(['password-policy-violation'])
    expect(done).toEqual(['add', 'add', 'modify', 'delete'])
  })

  test('gets no password over a connection that others can read', async () => {
    const done: string[] = []
    const opening = await openingTo(asked => {
      if (asked.operation === 'search') return undefined
      done.push(asked.operation)
      return [result(asked, 0)]
    })
    expect(codesOf(await writeAll(opening, [account]))).toEqual(['permission-issue'])
    expect(done).toEqual([])
  })

  async function stepwise(writes: (asked: Asked) => readonly Buffer[]) {
    const answers: Answers = asked => (asked.operation === 'search' ? undefined : writes(asked))
    return await openingTo(answers, { tls: { ca: certificate.certificate } }, certificate)
  }
})

describe('a write whose refusal is to be explained', () => {
  const member = { member: [{ operation: 'add', values: [`CN=x,${NC}`] }] } as const
  const group = { objectType: 'group', dn: `CN=g,OU=o,${NC}` } as const

  test.each([
    ['add', { ...group, kind: 'add', attributes: {} }, 'non-existent-parent'],
    ['modify', { ...group, kind: 'modify', changes: member }, 'cd-missing-object'],
  ] as const)('stays what the server said when the connection is lost meanwhile: %s', async (_, delta, code) => {
    const opening = await openingTo(asked => {
      if (asked.operation !== 'search') return [result(asked, 32)]
      if (!asked.search?.baseDN.includes('OU=o')) return undefined
      asked.socket.destroy()
      return []
    })
    await using session = await openSession(opening)
    const results: string[] = []
    const error = await connectorError(
      (async () => {
        for await (const one of session.write?.([delta, { ...group, kind: 'delete' }]) ?? [])
          results.push(...codesOf([one]))
      })(),
    )
    expect(results).toEqual([code])
    expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
    expect(error.problem.message.match(/was lost/g)).toHaveLength(1)
  })
})
