import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Role } from '../../src/access/roles.js'
import { BRANCH, type FarmWorld, farmWorld, INTRANET, PROFILE } from './farm-world.js'
import { PEOPLE, personName } from './support.js'

interface Page {
  readonly nodes: readonly { readonly account: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
}

let held: FarmWorld
const codes = async (query: string, role: Role) =>
  (await held.ask(query, {}, role)).errors?.map(({ extensions }) => extensions.code)

beforeAll(async () => {
  held = await farmWorld()
})
afterAll(() => held.close())

describe('the key of a farm', () => {
  test('sees who is in its scope, with the properties of its view under its own names', async () => {
    const { farm } = await held.data(`{ farm { name properties profiles(first: 2) { totalCount nodes ${PROFILE} } } }`)
    expect(farm.name).toBe('intranet')
    expect(farm.properties).toEqual(['PreferredName', 'WorkEmail', 'Nick', 'Manager', 'PictureURL'])
    expect(farm.profiles.totalCount).toBe((PEOPLE / 5) * 4)
    expect(farm.profiles.nodes[1]).toEqual({
      account: '1001',
      properties: [
        { name: 'PreferredName', values: ['Person 1'] },
        { name: 'WorkEmail', values: ['Person.1@Contoso.test'] },
      ],
    })
    const branch = await held.data('{ farm { profiles { totalCount } } farms { name } }', {}, BRANCH)
    expect(branch).toEqual({ farm: { profiles: { totalCount: PEOPLE / 5 } }, farms: [{ name: 'branch' }] })
  })

  test('finds a profile by its account and by words, but by nothing that its view does not have', async () => {
    const find = 'query ($search: String) { farm { profiles(search: $search) { nodes { account } } } }'
    const accounts = async (search: string, role: Role) =>
      (await held.data(find, { search }, role)).farm.profiles.nodes.map(({ account }: { account: string }) => account)
    expect(await accounts('person 23', INTRANET)).toEqual(['1023'])
    expect(await accounts('contoso 23', INTRANET)).toEqual(['1023'])
    expect(await accounts('person 24', INTRANET)).toEqual([])
    expect(await accounts('person 24', BRANCH)).toEqual(['1024'])
    expect(await accounts('contoso 24', BRANCH)).toEqual([])
    const one = await held.data(
      '{ farm { a: profile(account: "1023") { property(name: "PreferredName") } b: profile(account: "1024") { account } } }',
    )
    expect(one.farm).toEqual({ a: { property: 'Person 23' }, b: null })
  })

  test('reads all pages, forwards and backwards', async () => {
    const page =
      'query ($after: String, $before: String, $first: Int, $last: Int) { farm { profiles(first: $first, after: $after, last: $last, before: $before) { nodes { account } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }'
    const all: string[] = []
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: Page = (await held.data(page, { first: 11, after })).farm.profiles
      all.push(...nodes.map(({ account }: { account: string }) => account))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    const expected = Array.from({ length: PEOPLE }, (_, i) => `Person ${i}`)
      .filter((_, i) => i % 5 !== 4)
      .sort()
    expect(all).toEqual(expected.map(name => String(1000 + Number(name.slice(7)))))
    const { nodes, pageInfo } = (await held.data(page, { last: 3 })).farm.profiles
    expect(nodes.map(({ account }: { account: string }) => account)).toEqual(all.slice(-3))
    const before = (await held.data(page, { last: 2, before: pageInfo.startCursor })).farm.profiles
    expect(before.nodes.map(({ account }: { account: string }) => account)).toEqual(all.slice(-5, -3))
  })

  test('climbs the chain of managers as far as it sees them, and finds who reports to somebody', async () => {
    const { farm } = await held.data(`{ farm {
      deep: profile(account: "1058") { manager { account manager { account } } managers { account } property(name: "Manager") }
      under: profile(account: "1022") { manager { account } managers { account } property(name: "Manager") }
      boss: profile(account: "1000") { manager { account } directReports { account } }
    } }`)
    // 58 reports to 11, 11 to 2, 2 to 0; 22 to 4, whom the farm does not see.
    expect(farm.deep).toEqual({
      manager: { account: '1011', manager: { account: '1002' } },
      managers: ['1011', '1002', '1000'].map(account => ({ account })),
      property: '1011',
    })
    expect(farm.under).toEqual({ manager: null, managers: [], property: null })
    expect(farm.boss.directReports.map(({ account }: { account: string }) => account).sort()).toEqual([
      '1001',
      '1002',
      '1003',
      '1005',
    ])
    const branch = await held.data(
      '{ farm { profile(account: "1004") { manager { account } directReports { account } } } }',
      {},
      BRANCH,
    )
    expect(branch.farm.profile).toEqual({ manager: null, directReports: [] })
  })

  test('asks for the managers of all profiles of a list level by level', async () => {
    const { statistics } = held.hub.database
    const cost = async (first: number) => {
      const query = `{ farm { profiles(first: ${first}) { nodes { managers { account } } } } }`
      await held.data(query)
      const before = statistics.statements
      await held.data(query)
      return statistics.statements - before
    }
    // 48 people are four levels deep, and what the key may do is looked up now and then.
    expect(await cost(48)).toBeLessThanOrEqual(8)
  })

  test('finds a profile by its id, and not one that is none of its own', async () => {
    const ids = await held.data(
      '{ a: personBy(by: { employeeID: "1001" }) { id } b: personBy(by: { employeeID: "1004" }) { id } }',
      {},
      'reader',
    )
    const find = 'query ($id: ID!) { farm { profile(id: $id) { account } } }'
    expect((await held.data(find, { id: ids.a.id })).farm.profile).toEqual({ account: '1001' })
    expect((await held.data(find, { id: ids.b.id })).farm.profile).toBeNull()
    expect(await codes('{ farm { profile { account } } }', INTRANET)).toEqual(['request.invalid'])
  })

  test('sees a circle of managers once', async () => {
    held.put(0, { manager: [personName(2)] })
    await held.synchronize()
    const { farm } = await held.data('{ farm { profile(account: "1011") { managers { account } } } }')
    expect(farm.profile.managers).toEqual(['1002', '1000'].map(account => ({ account })))
    held.put(0)
    await held.synchronize()
  })

  test('fetches the photos of its profiles, and no other value', async () => {
    const staff = await held.data(
      '{ a: personBy(by: { employeeID: "1001" }) { id photo } b: personBy(by: { employeeID: "1004" }) { photo } }',
      {},
      'reader',
    )
    const { farm } = await held.data('{ farm { profile(account: "1001") { property(name: "PictureURL") } } }')
    expect(farm.profile.property).toBe(staff.a.photo)
    const status = async (path: string, role: Role) =>
      (await fetch(`${held.server.url}${path}`, { headers: { authorization: `Bearer ${await held.key(role)}` } }))
        .status
    expect(await status(staff.a.photo, INTRANET)).toBe(200)
    expect(await status(staff.b.photo, INTRANET)).toBe(404)
    expect(await status(staff.a.photo, BRANCH)).toBe(404)
    expect(await status(staff.b.photo, BRANCH)).toBe(404)
    expect(await status('/export/people', INTRANET)).toBe(403)
  })

  test('has nothing else of the whole graph', async () => {
    const { a } = await held.data('{ a: personBy(by: { employeeID: "1001" }) { id } }', {}, 'reader')
    for (const query of [
      '{ farm(name: "branch") { name } }',
      `{ node(id: "${a.id}") { id } }`,
      '{ people { totalCount } }',
      '{ metaverseObjects { totalCount } }',
      '{ agents { totalCount } }',
      '{ runs { totalCount } }',
      '{ farmRemovals(farm: "portal") { totalCount } }',
      '{ apiKeys { totalCount } }',
      'mutation { startRun(input: { agent: "hr", profile: "full" }) { run { id } } }',
    ]) {
      expect([query, await codes(query, INTRANET)]).toEqual([query, ['access.denied']])
    }
  })
})

describe('staff', () => {
  test('make keys of farms that there are', async () => {
    const make = async (scope: string) =>
      (
        await held.data(
          'mutation ($scope: String!) { createApiKey(input: { name: "a portal", scopes: [$scope] }) { key problems { code hint } } }',
          { scope },
          'administrator',
        )
      ).createApiKey
    expect(await make('farm:intrnet')).toEqual({
      key: null,
      problems: [{ code: 'request.invalid', hint: 'Did you mean intranet?' }],
    })
    expect((await make('farm:intranet')).problems).toEqual([])
  })

  test('are told that nothing has to be removed from a farm that nobody writes to', async () => {
    const { errors } = await held.ask('{ farmRemovals(farm: "branch") { totalCount } }')
    expect(errors?.[0]?.message).toContain('The farm branch has no agent')
    expect((await held.ask('{ farmRemovals(farm: "brnch") { totalCount } }')).errors?.[0]?.extensions.hint).toBe(
      'Did you mean branch?',
    )
  })

  test('see every farm by its name; who may not read the metaverse sees none', async () => {
    const { farms, farm } = await held.data(
      '{ farms { name } farm(name: "branch") { profiles { totalCount } } }',
      {},
      'reader',
    )
    expect([farms, farm.profiles.totalCount]).toEqual([[{ name: 'intranet' }, { name: 'branch' }], PEOPLE / 5])
    expect(await codes('{ farm { name } }', 'reader')).toEqual(['request.invalid'])
    expect(await codes('{ farm(name: "brnch") { name } }', 'reader')).toEqual(['request.not-found'])
    expect(await codes('{ farm(name: "branch") { name } }', 'operator')).toEqual(['access.denied'])
    expect((await held.data('{ farms { name } }', {}, 'operator')).farms).toEqual([])
  })
})
