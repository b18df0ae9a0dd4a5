import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

/** How many statements a query costs, once the key is known. */
async function costOf(query: string, variables: object): Promise<number> {
  await held.ask('{ agents { totalCount } }')
  const { statistics } = held.hub.database
  const before = statistics.statements
  const { errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  return statistics.statements - before
}

const QUERIES: Record<string, [query: string, most: number]> = {
  'people with everything that belongs to them': [
    `query ($n: Int) { metaverseObjects(type: "person", first: $n) { nodes { id
      attributes { name values contribution { rule at agent { name } entry { dn agent { name } } } }
      displayName: attribute(name: "displayName") { values contribution { rule } } mail: attribute(name: "mail") { values }
      links { rule agent { name } entry { dn state } }
      references(attributes: ["manager"], first: 5) { totalCount nodes { attribute(name: "displayName") { values } } edges { contribution { rule } } }
      referencedBy(attributes: ["member"], first: 5) { totalCount nodes { id attribute(name: "displayName") { values } } }
    } } }`,
    20,
  ],
  'people with manager and groups': [
    `query ($n: Int) { metaverseObjects(type: "person", first: $n) { nodes { id displayName: attribute(name: "displayName") { values }
      references(attributes: ["manager"], first: 1) { nodes { id displayName: attribute(name: "displayName") { values } } }
      referencedBy(attributes: ["member"], first: 20) { nodes { id displayName: attribute(name: "displayName") { values } } } } } }`,
    8,
  ],
  'entries with everything that belongs to them': [
    `query ($n: Int) { connectorSpaceEntries(agent: "hr", first: $n) { nodes { id dn linkRule agent { name } metaverseObject { id type }
      attributes { name type values } synchronizedAttributes { name } pendingImport { operation changes { name } } problems { code }
      pendingExport { operation changes { name } references(first: 5) { nodes { dn } } } unconfirmedExport { operation }
      references(first: 5) { totalCount nodes { dn metaverseObject { id } } } referencedBy(first: 5) { totalCount nodes { dn } } } } }`,
    18,
  ],
  'runs with everything that belongs to them': [
    `query ($n: Int) { runs(last: $n) { nodes { agent { name } steps { counters { name objects(first: 3) { totalCount nodes { entry { dn } metaverseObject { type } } } } } } } }`,
    8,
  ],
}

test.each(Object.entries(QUERIES))(
  '%s: however many there are, no more statements than places that need one',
  async (_what, [query, most]) => {
    for (let i = 0; i < 3; i++) await held.test.run('hr', 'full-import')
    // Two places that ask for the same kind of thing at the same moment share a statement, so that there may be fewer.
    const costs: number[] = []
    for (const n of [2, 10, 50, 2, 50]) costs.push(await costOf(query, { n }))
    expect(Math.max(...costs)).toBeLessThanOrEqual(most)
    expect(Math.max(...costs) - Math.min(...costs)).toBeLessThanOrEqual(3)
  },
)

test('nobody pays for a count that is not asked for', async () => {
  expect(await leastCostOf('{ metaverseObjects(first: 5) { nodes { id } } }')).toBe(1)
  expect(await leastCostOf('{ metaverseObjects(first: 5) { totalCount nodes { id } } }')).toBe(2)
})

/** Once a second what is in force is read again, by whichever request comes then. */
async function leastCostOf(query: string): Promise<number> {
  const costs = []
  for (let i = 0; i < 3; i++) costs.push(await costOf(query, {}))
  return Math.min(...costs)
}
