import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { scim } from '../../src/connectors/scim/index.js'
import { selfSigned } from '../support/certificates.js'
import { ENTERPRISE_USER, HUB_USER, type ScimServer, startScimServer } from '../support/scim-server.js'
import { scriptedHttp } from '../support/scripted-http.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const

describe('a service of the package scimmy', () => {
  let server: ScimServer
  beforeEach(async () => {
    server = await startScimServer()
  })
  afterEach(() => server.stop())
  const opening = (attributes: ObjectTypeSelection['attributes'], settings: object = {}) => ({
    connector: scim,
    types: [{ name: 'User', attributes }],
    settings: { url: server.url, authentication: { type: 'bearer', token: server.token }, ...settings },
  })
  const patches = () => server.asked.filter(({ what }) => what.startsWith('PATCH')).flatMap(operationsIn)
  const change = (id: string, changes: Record<string, readonly string[]>): ExportDelta => ({
    kind: 'modify',
    objectType: 'User',
    dn: 'ada',
    anchor: id,
    changes: Object.fromEntries(
      Object.entries(changes).map(([name, values]) => [name, [{ operation: 'replace', values }]]),
    ),
  })

  test('is discovered with its extensions, each attribute under its flat name', async () => {
    await using session = await openSession(opening([]))
    const types = (await session.discover?.()) ?? []
    expect(types.map(({ name }) => name)).toEqual(['User', 'Group'])
    const attributes = new Map(types[0]?.attributes.map(one => [one.name, one]))
    expect([...attributes.keys()]).toEqual(
      expect.arrayContaining([
        'id',
        'externalId',
        'meta.lastModified',
        'userName',
        'name.familyName',
        'emails',
        'emails.work',
        'addresses.home.locality',
        'employeeNumber',
        'manager',
        'notes',
        'department',
        `${HUB_USER}:department`,
        'badges',
      ]),
    )
    expect(attributes.get('manager')).toEqual({ name: 'manager', type: 'reference', multivalued: false })
    expect(attributes.get('emails.work')).toEqual({ name: 'emails.work', type: 'string', multivalued: false })
    expect(attributes.get('emails')?.multivalued).toBe(true)
    expect(attributes.get('grade')?.type).toBe('number')
    expect(attributes.get('active')?.type).toBe('boolean')
    expect(attributes.get('password')?.exportOnly).toBe(true)
    const members = types[1]?.attributes.find(({ name }) => name === 'members')
    expect(members).toEqual({ name: 'members', type: 'reference', multivalued: true })
  })

  test('gives and takes parts of complex values, values of one type, whole values and extensions', async () => {
    const names = ['emails.work', 'emails.home', 'addresses.work.locality', 'addresses.work.country', 'name.givenName']
    const all = [...names, 'department', `${HUB_USER}:department`, 'entitlements.odd'].map(name => text(name))
    const types = [...all, text('badges', true)]
    const attributes = {
      'emails.work': ['ada@work'],
      'entitlements.odd': ['ada@odd'],
      'addresses.work.locality': ['London'],
      'addresses.work.country': ['UK'],
      'name.givenName': ['Ada'],
      department: ['Engines'],
      [`${HUB_USER}:department`]: ['Numbers'],
      badges: ['{"colour":"red","number":7}'],
    }
    const add = { kind: 'add', objectType: 'User', dn: 'ada', attributes } as const
    const [result] = await writeAll(opening(types), [add])
    expect(result).toMatchObject({ ok: true })
    const id = result?.ok ? (result.anchor ?? '') : ''
    expect(server.stored.User.get(id)).toMatchObject({
      userName: 'ada',
      name: { givenName: 'Ada' },
      emails: [{ type: 'work', value: 'ada@work' }],
      entitlements: [{ type: 'odd', value: 'ada@odd' }],
      addresses: [{ type: 'work', locality: 'London', country: 'UK' }],
      [ENTERPRISE_USER]: { department: 'Engines' },
      [HUB_USER]: { department: 'Numbers', badges: [{ colour: 'red', number: 7 }] },
    })
    const { deltas } = await readAll(opening(types))
    expect(deltas).toEqual([{ ...add, anchor: id }])

    const changes = {
      'emails.work': ['new@work'],
      'emails.home': ['ada@home'],
      'entitlements.odd': [],
      'addresses.work.locality': ['Turin'],
      'addresses.work.country': [],
      badges: [],
    }
    expect(codesOf(await writeAll(opening(types), [change(id, changes)]))).toEqual(['ok'])
    const [after] = (await readAll(opening(types))).deltas
    expect(after?.kind === 'add' && after.attributes).toEqual({
      'emails.work': ['new@work'],
      'emails.home': ['ada@home'],
      'addresses.work.locality': ['Turin'],
      'name.givenName': ['Ada'],
      department: ['Engines'],
      [`${HUB_USER}:department`]: ['Numbers'],
    })
  })

  test('one value changes as one value, whatever else a list holds', async () => {
    const id = server.put('User', {
      userName: 'ada',
      emails: [
        { type: 'work', value: 'a@x', primary: true, display: 'Ada' },
        { type: 'home', value: 'h@x' },
      ],
    })
    const mail = opening([text('emails.work')])
    expect(codesOf(await writeAll(mail, [change(id, { 'emails.work': ['b@x'] })]))).toEqual(['ok'])
    expect(patches()).toEqual([{ op: 'replace', path: 'emails[type eq "work"].value', value: 'b@x' }])
    expect(server.stored.User.get(id)?.emails).toEqual([
      { type: 'work', value: 'b@x', primary: true, display: 'Ada' },
      { type: 'home', value: 'h@x' },
    ])
  })

  test('a member leaves by its value, and several roles keep what else is known of them', async () => {
    const ids = ['a', 'b', 'c'].map(userName => server.put('User', { userName }))
    const group = server.put('Group', { displayName: 'g', members: ids.map(value => ({ value, type: 'User' })) })
    const types = [{ name: 'Group', attributes: [{ name: 'members', type: 'reference', multivalued: true } as const] }]
    const leave: ExportDelta = {
      kind: 'modify',
      objectType: 'Group',
      dn: group,
      anchor: group,
      changes: { members: [{ operation: 'delete', values: ['b'] }] },
    }
    expect(codesOf(await writeAll({ ...opening([]), types }, [leave]))).toEqual(['ok'])
    expect(patches()).toEqual([{ op: 'remove', path: `members[value eq "${ids[1]}"]` }])
    const user = server.put('User', { userName: 'r', roles: [{ value: 'x', display: 'The X' }, { value: 'y' }] })
    expect(codesOf(await writeAll(opening([text('roles', true)]), [change(user, { roles: ['x', 'z'] })]))).toEqual([
      'ok',
    ])
    expect(server.stored.User.get(user)?.roles).toEqual([{ value: 'x', display: 'The X' }, { value: 'z' }])
  })

  test('several values of a type that one attribute of one value reads are a problem, unless one is primary', async () => {
    server.put('User', { userName: 'many', emails: ['a', 'b'].map(value => ({ type: 'work', value })) })
    server.put('User', {
      userName: 'one',
      emails: [
        { type: 'work', value: 'a' },
        { type: 'work', value: 'b', primary: true },
      ],
    })
    const { deltas, problems } = await readAll(opening([text('emails.work')]))
    expect(problems).toMatchObject([{ code: 'multi-single-mismatch', where: { dn: 'many', attribute: 'emails.work' } }])
    expect(deltas).toMatchObject([{ dn: 'one', attributes: { 'emails.work': ['b'] } }])
  })

  test('a type named by its id takes a new group and its members at once', async () => {
    const types = [
      { name: 'User', attributes: [text('userName')] },
      {
        name: 'Group',
        attributes: [text('displayName'), { name: 'members', type: 'reference', multivalued: true } as const],
      },
    ]
    const add = (objectType: string, dn: string, attributes: Record<string, readonly string[]>): ExportDelta => ({
      kind: 'add',
      objectType,
      dn,
      attributes,
    })
    const batch = [
      add('User', 'ada', {}),
      add('Group', 'new-1', { displayName: ['Inner'], members: ['ada'] }),
      add('Group', 'new-2', { displayName: ['Outer'], members: ['new-1'] }),
    ]
    const results = await writeAll({ ...opening([]), types }, batch)
    expect(codesOf(results)).toEqual(['ok', 'ok', 'ok'])
    const [, inner] = results
    const outer = [...server.stored.Group.values()].find(({ displayName }) => displayName === 'Outer')
    expect(outer?.members).toEqual([{ value: inner?.ok ? inner.anchor : '' }])
    const { deltas } = await readAll({ ...opening([]), types })
    expect(deltas.map(({ dn, anchor }) => dn === anchor)).toEqual([false, true, true])
  })

  test('what nobody can be sent says why', async () => {
    const lost = opening([{ name: 'manager', type: 'reference', multivalued: false }, text('groups', true)])
    const id = server.put('User', { userName: 'ada' })
    const results = await writeAll(lost, [
      change(id, { manager: ['nobody'] }),
      change(id, { groups: ['x'] }),
      { kind: 'add', objectType: 'Robot', dn: 'r', attributes: {} },
    ])
    expect(codesOf(results)).toEqual(['dn-attributes-failure', 'readonly-attribute', 'schema-violation'])
  })

  test.each([
    [{ name: 'Robot', attributes: [] }, 'Robot'],
    [{ name: 'User', attributes: [text('shoeSize')] }, 'shoeSize'],
  ])('a selection that it does not have is refused: %j', async (type, named) => {
    const error = await connectorError(openSession({ ...opening([]), types: [type] }))
    expect(error.status).toBe('no-start-bad-ma-configuration')
    expect(error.problem.message).toContain(named)
  })

  test('filters keep out what they do not match, also from the list of what is there', async () => {
    const kept = server.put('User', { userName: 'kept', active: true })
    server.put('User', { userName: 'out', active: false })
    const filtered = opening([text('userName')], { filters: { User: 'active eq true' } })
    const { deltas, watermark } = await readAll(filtered)
    expect(deltas.map(({ dn }) => dn)).toEqual(['kept'])
    const delta = await readAll(filtered, { mode: 'delta', watermark: watermark ?? '' })
    expect([delta.deltas, delta.listed]).toEqual([[], [kept]])
  })
})

test('certificates are verified, against those of a file where one is named', async () => {
  const certificate = selfSigned()
  const tls = { cert: readFileSync(certificate.certificate), key: readFileSync(certificate.key) }
  const server = await scriptedHttp(({ path }) => {
    return path.startsWith('/Users') ? { body: { totalResults: 0, Resources: [] } } : { status: 404 }
  }, tls)
  try {
    const opening = (settings: object) => ({
      connector: scim,
      types: [{ name: 'User', attributes: [text('userName')] }],
      settings: { url: server.url, ...settings },
    })
    const error = await connectorError(readAll(opening({})))
    expect([error.status, error.problem.code]).toEqual(['no-start-connection', 'source.unreachable'])
    expect(error.problem.hint).toContain('tls.ca')
    expect((await readAll(opening({ tls: { ca: certificate.certificate } }))).isComplete).toBe(true)
    expect((await readAll(opening({ tls: { rejectUnauthorized: false } }))).isComplete).toBe(true)
    const unreadable = await connectorError(readAll(opening({ tls: { ca: '/nowhere.pem' } })))
    expect(unreadable.status).toBe('no-start-bad-ma-configuration')
  } finally {
    await server.stop()
    certificate.remove()
  }
})

const operationsIn = ({ body }: { readonly body: unknown }): object[] =>
  (body as { readonly Operations?: object[] }).Operations ?? []
