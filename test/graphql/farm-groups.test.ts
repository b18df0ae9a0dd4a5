import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { BRANCH, FARMS, type FarmWorld, farmWorld, INTRANET } from './farm-world.js'
import { DOCUMENT, GROUPS, PEOPLE } from './support.js'

interface Named {
  readonly name: string
}
interface Called {
  readonly account: string
}
interface Members {
  readonly totalCount: number
  readonly nodes: readonly Called[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
}

let held: FarmWorld
const names = ({ nodes }: { readonly nodes: readonly Named[] }): string[] => nodes.map(({ name }) => name)
const accounts = ({ nodes }: { readonly nodes: readonly Called[] }): string[] => nodes.map(({ account }) => account)

/** Group g has thirty people from number g on; of the last floor, whose number ends in 4 or 9, the intranet sees none. */
const membersOf = (group: number): string[] =>
  Array.from({ length: 30 }, (_, n) => (n + group) % PEOPLE)
    .filter(i => i % 5 !== 4)
    .map(i => String(1000 + i))
    .sort()

beforeAll(async () => {
  held = await farmWorld()
  // Groups in a circle: 0 has 1, 1 has 2, 2 has 3, 3 has 0.
  for (const i of [0, 1, 2, 3])
    held.hr.modify(`G${i}`, { member: [{ operation: 'add', values: [`cn=g${(i + 1) % 4},ou=groups`] }] })
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
})
afterAll(() => held.close())

describe('the groups of a farm', () => {
  test('are those of its scope, by name, with the properties of their view', async () => {
    const { farm } = await held.data(
      '{ farm { groupProperties groups { totalCount nodes { id name properties { name values } } } group(name: "GROUP 5") { name } hidden: group(name: "Group 3") { name } } }',
    )
    const expected = Array.from({ length: GROUPS }, (_, i) => `Group ${i}`).filter(name => name !== 'Group 3')
    expect(farm.groupProperties).toEqual(['Title'])
    expect(names(farm.groups)).toEqual(expected)
    expect(farm.groups.totalCount).toBe(expected.length)
    expect(farm.groups.nodes[0].properties).toEqual([{ name: 'Title', values: ['Group 0'] }])
    expect([farm.group, farm.hidden]).toEqual([{ name: 'Group 5' }, null])
    const again = await held.data('query ($id: ID) { farm { group(id: $id) { name } } }', {
      id: farm.groups.nodes[1].id,
    })
    expect(again.farm.group).toEqual({ name: 'Group 1' })
    expect(names((await held.data('{ farm { groups { nodes { name } } } }', {}, BRANCH)).farm.groups)).toEqual([
      'Group 3',
    ])
  })

  test('are found by words', async () => {
    const { farm } = await held.data('{ farm { groups(search: "gro 6") { nodes { name } } } }')
    expect(names(farm.groups)).toEqual(['Group 6'])
  })

  test('show as members who is a profile of the farm, page by page, and count nobody else', async () => {
    const query = `query ($after: String) { farm { group(name: "Group 2") { members(first: 7, after: $after) { totalCount nodes { account } pageInfo { hasNextPage endCursor } } } } }`
    const all: string[] = []
    for (let after: string | null = null; ; ) {
      const { members }: { members: Members } = (await held.data(query, { after })).farm.group
      expect(members.totalCount).toBe(membersOf(2).length)
      all.push(...accounts(members))
      if (!members.pageInfo.hasNextPage) break
      after = members.pageInfo.endCursor
    }
    expect(all.sort()).toEqual(membersOf(2))
    expect(new Set(all).size).toBe(all.length)
  })

  test('reach through groups in groups, in a circle and through one that the farm does not see', async () => {
    const { farm } = await held.data(
      '{ farm { group(name: "Group 1") { direct: members { totalCount } all: members(transitive: true, first: 100) { totalCount nodes { account } } } profile(account: "1000") { direct: groups { nodes { name } } all: groups(transitive: true) { nodes { name } } } } }',
    )
    // Groups 1, 2, 3 and 0 have people 0 to 32 together.
    const together = [...new Set([0, 1, 2, 3].flatMap(membersOf))].sort()
    expect(farm.group.direct.totalCount).toBe(membersOf(1).length)
    expect(accounts(farm.group.all).sort()).toEqual(together)
    expect(farm.group.all.totalCount).toBe(together.length)
    expect(names(farm.profile.direct)).toEqual(['Group 0'])
    expect(names(farm.profile.all)).toEqual(['Group 0', 'Group 1', 'Group 2'])
  })

  test('cost a statement for each level, however many profiles and groups', async () => {
    const { statistics } = held.hub.database
    const cost = async (first: number) => {
      const query = `{ farm { profiles(first: ${first}) { nodes { groups(first: 5) { nodes { members(first: 20) { nodes { account } } } } } } } }`
      await held.data(query)
      const before = statistics.statements
      await held.data(query)
      return statistics.statements - before
    }
    // What the key may do is looked up now and then.
    expect(await cost(40)).toBeLessThanOrEqual(5)
  })
})

describe('to a farm without groups', () => {
  test('there are none, and its profiles are in none', async () => {
    const { groups: _, ...branch } = FARMS.branch
    await held.test.apply({ ...DOCUMENT(held.source), farms: { branch } })
    await held.ask('{ farm { name } }', {}, BRANCH)
    await new Promise(resolve => setTimeout(resolve, 1_100))
    const { farm } = await held.data(
      '{ farm { groupProperties groups { totalCount nodes { name } } group(name: "Group 3") { name } profile(account: "1004") { groups { totalCount nodes { name } } } } }',
      {},
      BRANCH,
    )
    const none = { totalCount: 0, nodes: [] }
    expect(farm).toEqual({ groupProperties: [], groups: none, group: null, profile: { groups: none } })
  })
})

test('the id of a group finds no profile, and that of a profile no group', async () => {
  await held.test.apply({ ...DOCUMENT(held.source), farms: FARMS })
  await held.ask('{ farm { name } }', {}, INTRANET)
  await new Promise(resolve => setTimeout(resolve, 1_100))
  const { farm } = await held.data('{ farm { group(name: "Group 0") { id } profile(account: "1000") { id } } }')
  const crossed = await held.data(
    'query ($group: ID, $profile: ID) { farm { group(id: $profile) { name } profile(id: $group) { account } } }',
    { group: farm.group.id, profile: farm.profile.id },
  )
  expect(crossed.farm).toEqual({ group: null, profile: null })
  const { errors } = await held.ask('{ farm { group { name } } }', {}, INTRANET)
  expect(errors?.map(({ message }) => message)).toEqual(['A group is found by its name or by its id.'])
})
