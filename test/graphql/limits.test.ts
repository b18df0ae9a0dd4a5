import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { getIntrospectionQuery } from 'graphql'
import { createClient as createStreamClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const nested = (levels: number): string =>
  levels === 0 ? 'id' : `id references(first: 1) { nodes { ${nested(levels - 1)} } }`
const aliases = (count: number): string =>
  Array.from({ length: count }, (_, i) => `a${i}: agents(first: 1) { totalCount }`).join(' ')
// Each fragment spreads the next one twice: read naively, it doubles with every step.
const bomb = `{ metaverseObjects(first: 1) { nodes { ...f0 } } } ${Array.from({ length: 100 }, (_, i) => `fragment f${i} on MetaverseObject { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f100 on MetaverseObject { id }`

const REFUSED: [string, string, RegExp][] = [
  ['too deep', `{ metaverseObjects(first: 1) { nodes { ${nested(7)} } } }`, /levels deep/],
  [
    'too deep through fragments',
    `{ metaverseObjects(first: 1) { nodes { ...f } } } fragment f on MetaverseObject { ${nested(7)} }`,
    /levels deep/,
  ],
  [
    'too much at once',
    '{ metaverseObjects(first: 500) { nodes { references(first: 500) { nodes { id } } } } }',
    /more than 50000 objects/,
  ],
  [
    'too much by default',
    '{ metaverseObjects { nodes { references { nodes { references { nodes { id } } } } } } }',
    /more than 50000 objects/,
  ],
  [
    'too much from the end',
    '{ metaverseObjects(last: 500) { nodes { references(last: 400) { nodes { id } } } } }',
    /more than 50000 objects/,
  ],
  [
    'too many counts',
    `{ agents(first: 500) { nodes { statistics { all } runProfiles { agent { statistics { all } } } } } }`,
    /more than 50000 objects/,
  ],
  ['too many aliases', `{ ${aliases(31)} }`, /more than 30 aliases/],
  [
    'too many directives',
    `{ agents { nodes { ${Array.from({ length: 21 }, () => 'id @include(if: true)').join(' ')} } } }`,
    /more than 20 directives/,
  ],
  ['too many tokens', `{ ${'__typename '.repeat(2_001)} }`, /tokens/],
  ['an unknown field', '{ agents { nodes { secret } } }', /Cannot query field/],
  ['nonsense', '{ agents', /Syntax Error/],
]

describe('over HTTP', () => {
  test.each(REFUSED)('%s is refused', async (_what, query, message) => {
    const { status, data, errors } = await held.ask(query)
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors?.[0]?.message).toMatch(message)
    expect(errors?.length).toBeLessThanOrEqual(11)
    expect(JSON.stringify(errors)).not.toMatch(/stacktrace|node_modules|src\//)
  })

  test.each([
    ['a number', { n: 500 }, false],
    ['a number that is small enough', { n: 50 }, true],
    ['nothing, so that the default counts', {}, false],
  ])('pages count by their variable: %s', async (_what, variables, allowed) => {
    const { errors } = await held.ask(
      'query ($n: Int = 500) { metaverseObjects(first: $n) { nodes { references(first: $n) { nodes { id } } } } }',
      variables,
    )
    expect(errors === undefined).toBe(allowed)
  })

  test('fragments that double with every step cost nothing', async () => {
    const start = performance.now()
    const { errors } = await held.ask(bomb)
    expect(errors).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  test('what people ask is answered: a page of people with their groups, and introspection', async () => {
    const groups = await held.ask(
      '{ metaverseObjects(first: 500) { nodes { references(first: 3) { nodes { id } } referencedBy(first: 50) { edges { attribute node { id type } } } } } }',
    )
    expect(groups.errors).toBeUndefined()
    const { data, errors } = await held.ask(getIntrospectionQuery())
    expect(errors).toBeUndefined()
    expect(data.__schema.queryType.name).toBe('Query')
  })

  test('too many ids are refused', async () => {
    const { errors } = await held.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 501 }, () => 'x'),
    })
    expect(errors?.[0]?.message).toBe('501 ids are too many.')
  })

  test('a wrong variable is refused as such', async () => {
    const { status, errors } = await held.ask('query ($n: Int) { agents(first: $n) { totalCount } }', { n: 'many' })
    expect(status).toBe(400)
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test.each([
    ['batches', '[{"query":"{__typename}"}]', 400],
    ['broken JSON', '{"query":', 400],
    ['a body that is too large', `{"query":"${'x'.repeat(2_100_000)}"}`, 413],
  ])('%s are refused without a word about the inside', async (_what, body, status) => {
    const response = await fetch(`${held.server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await held.key('reader')}` },
    })
    expect(response.status).toBe(status)
    expect(await response.text()).not.toMatch(/node_modules|\bat .*\.js/)
  })

  test('a page of another site can do nothing', async () => {
    const headers = { authorization: `Bearer ${await held.key('administrator')}` }
    expect((await fetch(`${held.server.url}/graphql?query={__typename}`, { headers })).status).toBe(400)
    const body = JSON.stringify({ query: '{ __typename }' })
    expect(
      (
        await fetch(`${held.server.url}/graphql`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'text/plain' },
          body,
        })
      ).status,
    ).toBe(400)
  })
})

describe('over the transports of subscriptions the same holds', () => {
  test.each(REFUSED)('%s', async (_what, query, message) => {
    const key = await held.key('administrator')
    const socket = createSocketClient({
      url: `${held.server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
    await expect(socket.iterate({ query }).next()).rejects.toEqual(
      expect.arrayContaining([expect.objectContaining({ message: expect.stringMatching(message) })]),
    )
    await socket.dispose()
    const stream = createStreamClient({
      url: `${held.server.url}/graphql/stream`,
      headers: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
    await expect(stream.iterate({ query }).next()).rejects.toMatchObject({ response: { status: 400 } })
    stream.dispose()
  })
})

test('a bug is told by an id, and the log has the rest', async () => {
  const { database } = held.hub
  await database.query('alter table problem rename to problem_elsewhere')
  const { status, data, errors } = await held.ask('{ problems { totalCount } agents { totalCount } }')
  await database.query('alter table problem_elsewhere rename to problem')
  expect({ status, data }).toEqual({ status: 200, data: null })
  const id = errors?.[0]?.extensions.correlationId
  expect(errors).toEqual([
    expect.objectContaining({
      message: 'Something went wrong inside the hub.',
      path: ['problems'],
      extensions: { code: 'INTERNAL', correlationId: id },
    }),
  ])
  expect(JSON.stringify(errors)).not.toMatch(/relation "|problem_|select/)
  expect(held.bugs).toEqual([
    expect.objectContaining({
      correlationId: id,
      error: expect.objectContaining({ message: 'relation "problem" does not exist' }),
    }),
  ])
})
