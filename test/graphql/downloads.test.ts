import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { PEOPLE, type World, world } from './support.js'

const JPEG = Buffer.from('ffd8ffe000104a46494600', 'hex')
let held: World

beforeAll(async () => {
  held = await world()
  await held.hub.database.query(
    `update metaverse_object set attributes = attributes || jsonb_build_object('photo', jsonb_build_array($1::text), 'userCertificate', jsonb_build_array('AAEC', 'PHN2Zz4='))
     where attributes->'employeeID'->>0 = '1007'`,
    [JPEG.toString('base64')],
  )
  await held.hub.database.query(
    `update metaverse_object set attributes = attributes || $1::jsonb where attributes->'employeeID'->>0 = '1008'`,
    [{ title: ['Says "hi", \\ and\nmore\ttabs'], floor: ['9007199254740993'] }],
  )
})
afterAll(() => held.close())

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${held.server.url}${path}`, {
    headers: { authorization: `Bearer ${await held.key('administrator')}`, ...headers },
  })

describe('binary values', () => {
  test('a photo is fetched where the graph says, and not again while it is the same', async () => {
    const { data } = await held.ask(
      '{ personBy(by: { employeeID: "1007" }) { photo userCertificate sIDHistory manager { photo } } }',
    )
    const { photo, userCertificate, sIDHistory, manager } = data.personBy
    expect([sIDHistory, manager.photo]).toEqual([[], null])
    const answer = await get(photo)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/jpeg')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(JPEG)
    const etag = answer.headers.get('etag') ?? ''
    expect((await get(photo, { 'if-none-match': etag })).status).toBe(304)
    expect((await get(photo, { 'if-none-match': '"other"' })).status).toBe(200)
    expect(userCertificate).toHaveLength(2)
    const script = await get(userCertificate[1])
    expect(script.headers.get('content-type')).toBe('application/octet-stream')
    expect(script.headers.get('content-disposition')).toBe('attachment')
    expect(await script.text()).toBe('<svg>')
  })

  test('without a key, without the right, and without a value there is nothing', async () => {
    const { data } = await held.ask('{ personBy(by: { employeeID: "1007" }) { id photo } }')
    const { id, photo } = data.personBy
    expect((await fetch(`${held.server.url}${photo}`)).status).toBe(401)
    const operator = { authorization: `Bearer ${await held.key('operator')}` }
    expect((await fetch(`${held.server.url}${photo}`, { headers: operator })).status).toBe(403)
    for (const path of [
      `${photo}?value=1`,
      `${photo}?value=-1`,
      `${photo}?value=x`,
      `/objects/${id}/mail`,
      `/objects/${id}/nope`,
      `/objects/${id}/a%00b`,
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404])
    }
    expect((await get('/objects/nonsense/photo')).status).toBe(400)
    expect(held.bugs).toEqual([])
  })
})

describe('exports', () => {
  const lines = async (path: string): Promise<Record<string, unknown>[]> => {
    const answer = await get(path)
    expect([path, answer.status]).toEqual([path, 200])
    const text = await answer.text()
    return text === ''
      ? []
      : text
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line))
  }
  const encoded = (where: object): string => encodeURIComponent(JSON.stringify(where))

  test('a whole list as NDJSON says what the graph says', async () => {
    const { data } = await held.ask(`{ people(first: 500) { nodes { id type displayName mail floor nickname
      manager { displayName } memberOf(first: 20) { nodes { displayName } } } } }`)
    const found = await lines(
      '/export/people?fields=id,type,displayName,mail,floor,nickname,manager.displayName,memberOf.displayName',
    )
    expect(found).toHaveLength(PEOPLE)
    const expected = data.people.nodes.map((node: { memberOf: { nodes: unknown[] } }) => ({
      ...node,
      memberOf: node.memberOf.nodes,
    }))
    expect(found).toEqual(expected)
  })

  test('with where, search, order, and all usual fields when none are named', async () => {
    const where = { memberOf: { some: { displayName: { eq: 'Group 3' } } }, floor: { in: [1, 2] } }
    const found = await lines(
      `/export/people?where=${encoded(where)}&search=person&orderBy=DISPLAY_NAME_DESC&fields=displayName`,
    )
    const { data } = await held.ask(
      'query ($where: PersonWhere) { people(where: $where, search: "person", orderBy: [DISPLAY_NAME_DESC], first: 500) { nodes { displayName } } }',
      { where },
    )
    expect(found).toEqual(data.people.nodes)
    const [one] = await lines(`/export/people?where=${encoded({ employeeID: { eq: '1008' } })}`)
    expect(one).toMatchObject({ employeeID: '1008', floor: '9007199254740993', title: 'Says "hi", \\ and\nmore\ttabs' })
    expect(await lines(`/export/groups?where=${encoded({ displayName: { eq: "' or 1=1 --\\" } })}`)).toEqual([])
    expect(
      await lines(`/export/groups?fields=members.displayName,members.mail&search=${encodeURIComponent('group 1')}`),
    ).toHaveLength(1)
  })

  test('CSV has a header, quotes what needs it, and one cell for several values', async () => {
    const answer = await get(
      `/export/people?format=csv&fields=displayName,title,nickname,manager.displayName,createdAt&where=${encoded({ employeeID: { eq: '1008' } })}`,
    )
    expect(answer.headers.get('content-type')).toContain('text/csv')
    const text = await answer.text()
    expect(text.split('\n')[0]).toBe('displayName,title,nickname,manager.displayName,createdAt')
    expect(text).toContain('Person 8,"Says ""hi"", \\ and\nmore\ttabs",nick 8|Émile_8%,Person 1,2')
  })

  test.each([
    ['/export/persons', 404],
    ['/export/agents', 404],
    ['/export/people?format=xml', 400],
    ['/export/people?fields=nope', 400],
    ['/export/people?fields=displayName.x', 400],
    ['/export/people?fields=manager.manager.manager.manager.id', 400],
    ['/export/people?where=%7B', 400],
    ['/export/people?where=%7B%22nope%22%3A1%7D', 400],
    ['/export/people?orderBy=NOPE', 400],
    ['/export/people?format=csv&format=csv', 400],
  ])('%s is refused', async (path, status) => {
    const answer = await get(path)
    expect(answer.status).toBe(status)
    const { errors } = (await answer.json()) as { errors: { message: string; extensions: { hint: string } }[] }
    expect(errors[0]?.extensions.hint).toBeTruthy()
    expect(held.bugs).toEqual([])
  })

  test('a reader that leaves ends the statement and gives the connection back', async () => {
    await held.hub.database.query(
      `insert into metaverse_object (id, type, attributes, keys)
       select 1000000 + n, 'contact', jsonb_build_object('description', jsonb_build_array(repeat('x', 1000))), '{}' from generate_series(1, 40000) n`,
    )
    const stop = new AbortController()
    const answer = await fetch(`${held.server.url}/export/contacts?fields=id,description`, {
      headers: { authorization: `Bearer ${await held.key('administrator')}` },
      signal: stop.signal,
    })
    const reader = answer.body?.getReader()
    await reader?.read()
    stop.abort()
    await reader?.read().catch(() => undefined)
    const running = async () =>
      (
        await held.hub.database.query(
          `select from pg_stat_activity where query like 'copy%' and state = 'active' and datname = current_database()`,
        )
      ).length
    const end = Date.now() + 20_000
    while ((await running()) > 0 && Date.now() < end) await new Promise(done => setTimeout(done, 50))
    expect(await running()).toBe(0)
    for (let i = 0; i < 6; i++) expect(await lines('/export/groups?fields=id')).toHaveLength(8)
    expect(held.bugs).toEqual([])
  })

  test('roles that do not read the metaverse, and nobody, get nothing', async () => {
    expect((await fetch(`${held.server.url}/export/people`)).status).toBe(401)
    const operator = { authorization: `Bearer ${await held.key('operator')}` }
    expect((await fetch(`${held.server.url}/export/people`, { headers: operator })).status).toBe(403)
  })
})
