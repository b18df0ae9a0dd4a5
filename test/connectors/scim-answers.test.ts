import { afterEach, describe, expect, test } from '@jest/globals'
import type { TraceEvent } from '../../src/connectors/connector.js'
import { scim } from '../../src/connectors/scim/index.js'
import { type AskedHttp, type HttpReply, type ScriptedHttp, scriptedHttp } from '../support/scripted-http.js'
import { codesOf, connectorError, pagesOf, readAll, writeAll } from './reading.js'

let server: ScriptedHttp | undefined
afterEach(() => server?.stop())

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const
const USER = { name: 'User', attributes: [text('userName'), text('displayName')] }
const GROUP = { name: 'Group', attributes: [{ name: 'members', type: 'reference', multivalued: true } as const] }

const list = (resources: readonly object[], totalResults = resources.length, more: object = {}): HttpReply => ({
  body: { totalResults, Resources: resources, ...more },
})
const user = (id: string, more: object = {}) => ({ id, userName: `name-${id}`, ...more })
const DISCOVERY = /^\/(ServiceProviderConfig|ResourceTypes|Schemas)$/

/** A service that does not describe itself but for `config`, and answers everything else as the test says. */
async function openingTo(answer: (asked: AskedHttp) => HttpReply, settings: object = {}, config?: object) {
  server = await scriptedHttp(asked => {
    if (asked.path === '/ServiceProviderConfig' && config !== undefined) return { body: config }
    return DISCOVERY.test(asked.path) ? { status: 404 } : answer(asked)
  })
  return { connector: scim, types: [USER], settings: { url: server.url, ...settings } }
}
const questions = () => server?.asked.filter(({ path }) => !DISCOVERY.test(path)) ?? []
const told = () => questions().map(({ method, path }) => `${method} ${path}`)
const modify = (changes: object, more: object = {}) =>
  ({ kind: 'modify', objectType: 'User', dn: 'name-1', anchor: '1', changes, ...more }) as never
const replaceName = modify({ displayName: [{ operation: 'replace', values: ['New'] }] })

describe('a busy service', () => {
  test('is asked again after the time it asks for, and traced without values', async () => {
    let refusals = 2
    const opening = await openingTo(() =>
      refusals-- > 0 ? { status: 429, headers: { 'retry-after': '0' } } : list([user('1')]),
    )
    const events: TraceEvent[] = []
    const settings = scim.settings.parse(opening.settings)
    const signal = new AbortController().signal
    const context = { folder: '/', types: [USER], signal, trace: (event: TraceEvent) => events.push(event) }
    await using session = await scim.open(settings, context)
    expect((await pagesOf(session)).flatMap(page => page.deltas)).toHaveLength(1)
    expect(events.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['404', '429', 'waits to try again', '200']),
    )
    await writeAll(opening, [{ kind: 'delete', dn: 'secret name', objectType: 'User' }])
    expect(JSON.stringify(events)).not.toContain('secret name')
  })

  test('that stays busy ends the step', async () => {
    const opening = await openingTo(() => ({ status: 503, headers: { 'retry-after': '0' } }), { attempts: 3 })
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual(['stopped-server-down', 'source.unreachable'])
    expect(questions()).toHaveLength(3)
  })

  test('gets no request twice whose answer was lost', async () => {
    const opening = await openingTo(({ method }) => (method === 'PATCH' ? { cut: true } : list([])))
    const error = await connectorError(writeAll(opening, [replaceName]))
    expect(error.status).toBe('stopped-connectivity')
    expect(told()).toEqual(['PATCH /Users/1'])
  })
})

describe('pages', () => {
  test('by cursor go on to the one that names no other, empty ones among them', async () => {
    const pages: Record<string, HttpReply> = {
      '': list([user('1')], 3, { nextCursor: 'a' }),
      a: list([], 3, { nextCursor: 'b' }),
      b: list([user('2'), user('3')], 3),
    }
    const opening = await openingTo(
      ({ path }) => pages[/cursor=(\w*)/.exec(path)?.[1] ?? 'none'] ?? list([user('1')], 3),
      {},
      { pagination: { cursor: true, maxPageSize: 2 } },
    )
    const { deltas, isComplete } = await readAll(opening)
    expect([deltas.map(({ dn }) => dn), isComplete]).toEqual([['name-1', 'name-2', 'name-3'], true])
    expect(
      told()
        .filter(path => path.includes('cursor'))
        .every(path => path.includes('count=2')),
    ).toBe(true)
  })

  test('that move because somebody is deleted lose nobody', async () => {
    const all = ['1', '2', '3', '4', '5', '6'].map(id => user(id))
    let isFirst = true
    const opening = await openingTo(({ path }) => {
      const one = /^\/Users\/(\d)$/.exec(path)?.[1]
      if (one !== undefined) return { body: user(one) }
      const start = Number(/startIndex=(\d+)/.exec(path)?.[1] ?? 1)
      const reply = list(all.slice(start - 1, start + 2), all.length)
      // After the first page the first of it goes: the fourth is now where the third was.
      if (path.includes('startIndex') && isFirst) {
        isFirst = false
        all.shift()
      }
      return reply
    })
    const { deltas, isComplete } = await readAll(opening, { pageSize: 3 })
    expect(deltas.map(({ anchor }) => anchor).sort()).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(isComplete).toBe(true)
  })

  test('of a service that never gets to its end are no complete read', async () => {
    const opening = await openingTo(() => list([user('1'), user('2')], 5))
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual(['stopped-import-read', 'source.cut-off'])
  })

  test('without a total are no complete read', async () => {
    const opening = await openingTo(({ path }) => ({ body: path.includes('startIndex') ? { Resources: [] } : {} }))
    expect((await connectorError(readAll(opening))).problem.code).toBe('source.malformed')
  })

  test('a group of 100,000 members is read whole, its members by 40 a question', async () => {
    const members = Array.from({ length: 100_000 }, (_, i) => ({ value: `u${i}`, type: 'User' }))
    const opening = await openingTo(({ path }) => {
      if (path.startsWith('/Groups')) return list([{ id: 'g', displayName: 'All', members }])
      const ids = [...path.matchAll(/id eq "(\w+)"/g)].map(match => match[1] ?? '')
      return list(ids.map(id => user(id)))
    })
    const { deltas } = await readAll({ ...opening, types: [GROUP] })
    const [group] = deltas
    const names = group?.kind === 'add' ? group.attributes.members : undefined
    expect(names?.length).toBe(100_000)
    expect(names?.[99_999]).toBe('name-u99999')
    expect(told().filter(path => path.includes('/Users'))).toHaveLength(2_500)
  })
})

describe('a resource that somebody else changes, too', () => {
  const emails = [{ type: 'work', value: 'old@x' }]
  const types = [{ name: 'User', attributes: [text('userName'), text('emails.work'), text('displayName')] }]
  const newMail = modify({ 'emails.work': [{ operation: 'replace', values: ['new@x'] }] })

  test('is looked at again when its version has changed meanwhile', async () => {
    let version = 1
    const opening = await openingTo(({ method, headers }) => {
      if (method === 'GET') return { headers: { etag: `W/"${version}"` }, body: user('1', { emails }) }
      if (headers['if-match'] === 'W/"2"') return { status: 204 }
      version = 2
      return { status: 412 }
    })
    expect(codesOf(await writeAll({ ...opening, types }, [newMail]))).toEqual(['ok'])
    expect(told()).toEqual(['GET /Users/1', 'PATCH /Users/1', 'GET /Users/1', 'PATCH /Users/1'])
    expect(JSON.parse(questions()[3]?.body ?? '').Operations).toEqual([
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@x' },
    ])
  })

  test('is left alone when it never holds still', async () => {
    const opening = await openingTo(({ method }) =>
      method === 'GET' ? { body: user('1', { emails }) } : { status: 412 },
    )
    expect(codesOf(await writeAll({ ...opening, types }, [newMail]))).toEqual(['cd-error'])
    expect(told().length).toBeLessThanOrEqual(10)
  })

  test('is replaced whole, with everything else kept, where the service knows no PATCH', async () => {
    const held = user('1', { emails, title: 'Dr', displayName: 'Old', schemas: ['urn:x'] })
    const opening = await openingTo(
      ({ method }) => (method === 'GET' ? { headers: { etag: '"7"' }, body: held } : { status: 200, body: held }),
      {},
      { patch: { supported: false } },
    )
    const change = modify({
      displayName: [{ operation: 'replace', values: ['New'] }],
      'emails.work': [{ operation: 'replace', values: [] }],
    })
    expect(codesOf(await writeAll({ ...opening, types }, [change]))).toEqual(['ok'])
    const put = questions().at(-1)
    expect([put?.method, put?.headers['if-match']]).toEqual(['PUT', '"7"'])
    expect(JSON.parse(put?.body ?? '')).toEqual({
      id: '1',
      userName: 'name-1',
      title: 'Dr',
      displayName: 'New',
      schemas: ['urn:x'],
    })
  })
})

describe('refusals of a write', () => {
  test.each([
    [400, 'mutability', 'readonly-attribute'],
    [400, 'invalidValue', 'constraint-violation'],
    [400, 'invalidSyntax', 'syntax-violation'],
    [400, 'invalidPath', 'schema-violation'],
    [409, 'uniqueness', 'cd-existing-object'],
    [403, undefined, 'permission-issue'],
    [404, undefined, 'cd-missing-object'],
    [413, undefined, 'constraint-violation'],
    [500, undefined, 'cd-error'],
  ])('%i %s is %s', async (status, scimType, code) => {
    const opening = await openingTo(() => ({ status, body: { status: String(status), scimType, detail: 'because' } }))
    const [result] = await writeAll(opening, [replaceName])
    expect(result).toMatchObject({ ok: false, problem: { code, message: expect.stringContaining('because') } })
  })
})

describe('delta imports', () => {
  test('are refused where the service does not filter by time', async () => {
    const opening = await openingTo(({ path }) =>
      path.includes('lastModified') ? { status: 400, body: { scimType: 'invalidFilter', detail: 'no' } } : list([]),
    )
    const { watermark } = await readAll(opening)
    const error = await connectorError(readAll(opening, { mode: 'delta', watermark: watermark ?? '' }))
    expect(error.status).toBe('no-start-delta-step-type-not-configured')
    expect(error.problem.hint).toContain('full import')
  })

  test('of a service that ignores the filter tell only what has changed', async () => {
    const old = user('1', { meta: { lastModified: '2020-01-01T00:00:00Z' } })
    const fresh = user('2', { meta: { lastModified: new Date().toISOString() } })
    const opening = await openingTo(() => list([old, fresh]))
    const since = JSON.stringify({ since: Date.parse('2024-01-01T00:00:00Z'), told: [] })
    const { deltas, listed } = await readAll(opening, { mode: 'delta', watermark: since })
    expect([deltas.map(({ anchor }) => anchor), listed]).toEqual([['2'], ['1', '2']])
  })
})

describe('logins', () => {
  test('a token by client credentials is asked for once, and anew when the service takes it no longer', async () => {
    let given = 0
    let good = 'none'
    const answer = ({ path, headers }: AskedHttp): HttpReply => {
      if (path === '/token') {
        good = `t${++given}`
        return { body: { access_token: good, expires_in: 3600, token_type: 'Bearer' } }
      }
      if (path.startsWith('/Users') && given === 1) good = 'another'
      if (headers.authorization !== `Bearer ${good}`) return { status: 401, body: { detail: 'expired' } }
      return DISCOVERY.test(path) ? { status: 404 } : list([user('1')])
    }
    server = await scriptedHttp(answer)
    const tokenUrl = `${server.url}/token`
    const authentication = { type: 'oauth2', tokenUrl, clientId: 'hub', clientSecret: 's3cret:ä', scope: 'scim' }
    const settings = { url: server.url, authentication }
    expect((await readAll({ connector: scim, types: [USER], settings })).deltas).toHaveLength(1)
    const tokens = server.asked.filter(({ path }) => path === '/token')
    expect(tokens.map(({ body }) => body)).toEqual(Array(2).fill('grant_type=client_credentials&scope=scim'))
    expect(tokens[0]?.headers.authorization).toBe(`Basic ${Buffer.from('hub:s3cret%3A%C3%A4').toString('base64')}`)
  })

  test.each([
    [{ type: 'bearer', token: 'abc' }, 'Bearer abc'],
    [{ type: 'basic', user: 'ann', password: 'p:w' }, `Basic ${Buffer.from('ann:p:w').toString('base64')}`],
  ])('%j sends %s', async (authentication, header) => {
    const opening = await openingTo(() => list([]), { authentication })
    await readAll(opening)
    expect(questions().every(({ headers }) => headers.authorization === header)).toBe(true)
  })

  test('that are refused end the step and tell no secret', async () => {
    const opening = await openingTo(() => ({ status: 401, body: { detail: 'who are you?' } }), {
      authentication: { type: 'bearer', token: 'very-secret' },
    })
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.credentials'])
    expect(JSON.stringify(error.problem)).not.toContain('very-secret')
  })

  test('never cross a network unencrypted unless that is allowed', () => {
    const settings = { url: 'http://idp.example.org/scim', authentication: { type: 'bearer', token: 'x' } }
    expect(scim.settings.safeParse(settings).error?.message).toContain('unencrypted')
    expect(scim.settings.safeParse({ ...settings, allowInsecure: true }).success).toBe(true)
  })
})
