import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { post, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world({ compileAfter: 0 })
})
afterAll(() => held.close())

test('a short document that would be an endless program is answered all the same', async () => {
  const fragments = Array.from(
    { length: 12 },
    (_, i) => `fragment F${i} on Person { manager { ...F${i + 1} ...F${i + 1} } }`,
  )
  const bomb = `{ people(first: 1) { nodes { ...F0 } } } ${fragments.join(' ')} fragment F12 on Person { id }`
  const wide =
    '{ metaverseObjects(first: 1) { nodes { references(first: 1) { nodes { references(first: 1) { nodes { references(first: 1) { nodes { id } } } } } } } } }'
  for (const query of [bomb, wide]) {
    const start = performance.now()
    for (let i = 0; i < 3; i++) expect((await held.ask(query)).status).toBe(200)
    expect(performance.now() - start).toBeLessThan(20_000)
  }
})

test('variables: required ones with a default, enums, and mistakes as they are without compiling', async () => {
  const query =
    'query ($n: Int! = 2, $order: [PersonOrder!]! = [DISPLAY_NAME_DESC]) { people(first: $n, orderBy: $order) { nodes { displayName } } }'
  const names = async (variables?: object) =>
    (await held.ask(query, variables)).data.people.nodes.map((each: { displayName: string }) => each.displayName)
  expect(await names()).toEqual(['Person 9', 'Person 8'])
  expect(await names({ n: 1 })).toEqual(['Person 9'])
  expect(await names({ order: ['DISPLAY_NAME_ASC'] })).toEqual(['Person 0', 'Person 1'])
  const wrong = await held.ask(query, { n: 'many' })
  expect([wrong.status, wrong.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
  expect(wrong.errors?.[0]?.message).toContain('Variable "$n" got invalid value "many"')
  expect((await held.ask(query, { n: 501 })).errors?.[0]).toMatchObject({
    path: ['people'],
    extensions: { code: 'request.invalid' },
  })
})

test('a condition as a variable, whose type has no end, keeps nobody waiting', async () => {
  const query = 'query ($where: PersonWhere!) { people(where: $where) { totalCount } }'
  const start = performance.now()
  expect((await held.ask(query, { where: { floor: { eq: 3 } } })).data).toEqual({ people: { totalCount: 12 } })
  expect(performance.now() - start).toBeLessThan(2_000)
})

test('an answer says what it was taken to cost, with variables', async () => {
  const cost = async (n: number) => {
    const response = await fetch(`${held.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await held.key('reader')}` },
      body: JSON.stringify({
        query: 'query ($n: Int) { people(first: $n) { nodes { id manager { id } } } }',
        variables: { n },
      }),
    })
    return ((await response.json()) as { extensions: unknown }).extensions
  }
  expect(await cost(10)).toEqual({ cost: { requested: 20, maximum: 50_000 } })
  expect(await cost(500)).toEqual({ cost: { requested: 1_000, maximum: 50_000 } })
  const far = await post(
    held.server.url,
    { query: '{ groups(first: 500) { nodes { transitiveMembers(first: 100) { nodes { id } } } } }' },
    await held.key('reader'),
  )
  expect(far.errors?.[0]?.extensions.code).toBe('request.invalid')
})
