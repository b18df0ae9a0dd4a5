import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  AgentsDocument,
  type Client,
  createClient,
  HubError,
  StartRunDocument,
  withoutProblems,
} from '../../src/client/index.js'
import { PEOPLE as COUNT, type World, world } from '../graphql/support.js'
import { FIRST_NAMES, ONE, PEOPLE } from './documents.js'

const JPEG = Buffer.from('ffd8ffe000104a46494600', 'hex')
let held: World
let client: Client

beforeAll(async () => {
  held = await world()
  await held.hub.database.query(
    `update metaverse_object set attributes = attributes || jsonb_build_object('photo', jsonb_build_array($1::text))
     where attributes->'employeeID'->>0 = '1007'`,
    [JPEG.toString('base64')],
  )
  client = createClient({ url: held.server.url, key: () => held.key('administrator') })
})
afterAll(() => held.close())

const failure = (promise: Promise<unknown>): Promise<HubError> =>
  promise.then(
    () => {
      throw new Error('it did not fail')
    },
    error => error as HubError,
  )

test('a query is answered in its types', async () => {
  const { people } = await client.request(PEOPLE, { search: 'person 7' })
  const mail: string | null | undefined = people.nodes[0]?.mail
  expect([people.totalCount, mail]).toEqual([1, 'Person.7@Contoso.test'])
})

test('what the package has ready fits every hub', async () => {
  const { agents } = await client.request(AgentsDocument)
  expect(agents.nodes.map(({ name }) => name)).toEqual(['hr', 'portal'])
})

test('every object of a list comes once, page by page, and no page more is asked for than is read', async () => {
  let asked = 0
  const counting = createClient({
    url: held.server.url,
    key: await held.key('reader'),
    fetch: (...parameters) => {
      asked++
      return fetch(...parameters)
    },
  })
  const names: (string | null | undefined)[] = []
  for await (const person of counting.each(PEOPLE, { first: 7 }, ({ people }) => people)) names.push(person.displayName)
  expect(names).toHaveLength(COUNT)
  expect(new Set(names).size).toBe(COUNT)
  expect(asked).toBe(Math.ceil(COUNT / 7))
  for await (const _ of counting.each(PEOPLE, { first: 7 }, ({ people }) => people)) break
  expect(asked).toBe(Math.ceil(COUNT / 7) + 1)
})

test('a list that does not say where it goes on is an error, not an endless loop', async () => {
  const all = (async () => {
    for await (const _ of client.each(FIRST_NAMES, {}, ({ people }) => people));
  })()
  expect(await failure(all)).toMatchObject({ code: 'request.invalid', hint: expect.stringContaining('endCursor') })
})

test('a list that is not there has no objects', async () => {
  const none = client.each(ONE, { mail: 'nobody@contoso.test' }, ({ personBy }) => personBy as null)
  expect(await none.next()).toEqual({ done: true, value: undefined })
})

test('a whole list is read as it is written, and can be left', async () => {
  const rows: { displayName: string; floor: number }[] = []
  const where = { floor: { eq: 3 } }
  for await (const row of client.export<{ displayName: string; floor: number }>('people', {
    where,
    fields: ['displayName', 'floor'],
    orderBy: ['DISPLAY_NAME_ASC'],
  }))
    rows.push(row)
  expect(rows).toHaveLength(COUNT / 5)
  expect(rows[0]).toEqual({ displayName: 'Person 13', floor: 3 })
  for await (const _ of client.export('people')) break
})

test('a photo comes from where the graph says', async () => {
  const { personBy } = await client.request(ONE, { mail: 'person.7@contoso.test' })
  const answer = await client.download(personBy?.photo as string)
  expect([answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer())]).toEqual(['image/jpeg', JPEG])
})

test('what is refused is an error with a code and a hint', async () => {
  const without = createClient({ url: held.server.url })
  expect(await failure(without.request(PEOPLE, {}))).toMatchObject({
    name: 'HubError',
    code: 'access.denied',
    status: 401,
    hint: expect.stringContaining('Bearer'),
  })
  const operator = createClient({ url: `${held.server.url}/`, key: await held.key('operator') })
  const error = await failure(operator.request(PEOPLE, {}))
  expect(error).toBeInstanceOf(HubError)
  expect(error).toMatchObject({ code: 'access.denied', errors: [expect.objectContaining({ path: ['people'] })] })
  const { personBy } = await client.request(ONE, { mail: 'person.7@contoso.test' })
  expect((await failure(operator.download(personBy?.photo as string))).status).toBe(403)
})

test('what a mutation could not do is a problem, and an error for those who want it so', async () => {
  const { startRun } = await client.request(StartRunDocument, { agent: 'hr', profile: 'nope' })
  expect(startRun.problems).toHaveLength(1)
  expect(() => withoutProblems(startRun)).toThrow(HubError)
  const fine = await client.request(StartRunDocument, { agent: 'hr', profile: 'full' })
  expect(withoutProblems(fine.startRun).run).toMatchObject({ agentName: 'hr', status: 'QUEUED' })
})

test('no answer, and an answer of something else, are told apart', async () => {
  const other = createServer((_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>')).listen(0)
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const lost = createClient({ url, key: 'x' })
  expect(await failure(lost.request(PEOPLE, {}))).toMatchObject({ code: 'client.unexpected-answer', status: 502 })
  await new Promise(done => other.close(done))
  const error = await failure(lost.request(PEOPLE, {}))
  expect(error).toMatchObject({ code: 'client.unreachable', status: undefined })
  expect(error.message).toContain(url)
})

test('a request can be given up', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  expect((await failure(client.request(PEOPLE, {}, { signal }))).message).toBe('enough')
})
