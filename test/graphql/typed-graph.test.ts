import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { asking, type World, world } from './support.js'

let held: World
const ask = asking(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

test('people with manager and groups, as they are in the metaverse', async () => {
  const { people } = await ask(`{ people(first: 3, where: { employeeID: { in: ["1000", "1007", "1008"] } }) {
    totalCount
    nodes { __typename id type employeeID displayName floor nickname createdAt
      manager { displayName }
      memberOf(first: 2) { totalCount nodes { displayName } pageInfo { hasNextPage } }
      directReports(first: 10) { nodes { displayName } } } } }`)
  expect(people.totalCount).toBe(3)
  expect(people.nodes[1]).toMatchObject({
    __typename: 'Person',
    type: 'person',
    employeeID: '1007',
    displayName: 'Person 7',
    floor: 2,
    nickname: [],
    manager: { displayName: 'Person 1' },
    memberOf: {
      totalCount: 8,
      nodes: [{ displayName: 'Group 0' }, { displayName: 'Group 1' }],
      pageInfo: { hasNextPage: true },
    },
  })
  expect(people.nodes[0].manager).toBeNull()
})
