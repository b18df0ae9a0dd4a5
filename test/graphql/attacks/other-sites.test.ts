import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type World, world } from '../support.js'

let held: World
let authorization: string
beforeAll(async () => {
  held = await world()
  authorization = `Bearer ${await held.key('administrator')}`
})
afterAll(() => held.close())

const QUERY = '{ agents { totalCount } }'
const MUTATION = 'mutation { startRun(input: { agent: "hr", profile: "full" }) { run { id } } }'
const query = (text: string): string => `/graphql?query=${encodeURIComponent(text)}`

/** What a page of another site can have a browser send without asking the server first, were the key ever a cookie. */
const SIMPLE: readonly (readonly [string, string, RequestInit])[] = [
  ['a query in an address', query(QUERY), {}],
  ['a mutation in an address', query(MUTATION), {}],
  ['a form', '/graphql', { method: 'POST', body: new URLSearchParams({ query: MUTATION }) }],
  ['plain text', '/graphql', { method: 'POST', body: JSON.stringify({ query: MUTATION }) }],
  [
    'parts of a form',
    '/graphql',
    {
      method: 'POST',
      body: (() => {
        const form = new FormData()
        form.set('query', MUTATION)
        return form
      })(),
    },
  ],
]

test.each(SIMPLE)('%s is refused, and nothing is done', async (_what, path, init) => {
  const runs = await count()
  const response = await fetch(`${held.server.url}${path}`, { ...init, headers: { authorization } })
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
  expect(await response.text()).not.toContain('"data":{')
  expect(await count()).toBe(runs)
})

test('the same mutation, sent as it should be, is done', async () => {
  const runs = await count()
  const headers = { authorization, 'content-type': 'application/json' }
  const body = JSON.stringify({ query: MUTATION })
  const response = await fetch(`${held.server.url}/graphql`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  expect(await count()).toBe(runs + 1)
})

test('a mutation in an address is refused to those, too, who ask the server first', async () => {
  const runs = await count()
  const headers = { authorization, 'apollo-require-preflight': 'yes' }
  const response = await fetch(`${held.server.url}${query(MUTATION)}`, { headers })
  expect(response.status).toBe(405)
  expect(await count()).toBe(runs)
})

test('nobody else’s page may ask or read: no answer names an origin', async () => {
  const headers = { origin: 'https://evil.test', 'access-control-request-method': 'POST' }
  const asked = await fetch(`${held.server.url}/graphql`, { method: 'OPTIONS', headers })
  expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  const read = await fetch(`${held.server.url}${query(QUERY)}`, {
    headers: { ...headers, authorization, 'apollo-require-preflight': 'yes' },
  })
  expect(read.status).toBe(200)
  expect(read.headers.get('access-control-allow-origin')).toBeNull()
})

test.each([
  ['an answer', '/graphql', 200, JSON.stringify({ query: QUERY })],
  ['a mistake', '/graphql', 400, '{'],
  ['no such place', '/nowhere', 404, undefined],
  ['the first page', '/', 200, undefined],
])('%s carries what keeps browsers from framing, sniffing and storing it', async (_what, path, status, body) => {
  const response = await fetch(`${held.server.url}${path}`, {
    headers: { authorization, 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    ...(body !== undefined && { method: 'POST', body }),
  })
  expect(response.status).toBe(status)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringContaining('max-age='),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  expect(response.headers.has('x-powered-by')).toBe(false)
})

async function count(): Promise<number> {
  const [row] = await held.hub.database.query<{ count: number }>('select count(*) as count from run')
  return row?.count ?? 0
}
