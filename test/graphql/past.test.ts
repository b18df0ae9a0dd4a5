import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { changedWorld, GROUP_5 } from './changed-world.js'
import { asking, personName, type World } from './support.js'

let held: World
let ids: Readonly<Record<string, string>>
let before: string
const ask = asking(() => held)

beforeAll(async () => {
  ;({ world: held, ids, before } = await changedWorld())
})
afterAll(() => held.close())

describe('lineage', () => {
  test('says for every value and reference who gave it, by which rule, when', async () => {
    const data = await ask(
      `query ($id: ID!) { node(id: $id) { ... on MetaverseObject { attributes { name contributions { at rule dn agent { name } entry { anchor } } }
         references(attributes: ["manager"]) { edges { contribution { at rule agent { name } } } } } } }`,
      { id: ids['Person 7'] },
    )
    const { attributes, references } = data.node
    expect(attributes.map((each: { name: string }) => each.name)).toEqual(
      expect.arrayContaining(['displayName', 'employeeID', 'floor', 'mail', 'nickname']),
    )
    const fed = attributes.filter((each: { name: string }) => each.name !== 'objectID')
    for (const { contributions } of fed)
      expect(contributions).toEqual([
        {
          at: expect.any(String),
          rule: expect.stringMatching(/hr/),
          dn: personName(7),
          agent: { name: 'hr' },
          entry: { anchor: 'P7' },
        },
      ])
    expect(references.edges).toEqual([
      { contribution: { at: expect.any(String), rule: expect.stringMatching(/manager/), agent: { name: 'hr' } } },
    ])
  })
})

describe('as of', () => {
  const PAST = `id at type attribute: attributes(names: ["displayName"]) { values contribution { rule agent { name } } }
    links { dn rule linkedAt ended agent { name } entry { dn } } now { id }
    references(attributes: ["manager", "member"], first: 500) { totalCount edges { attribute contribution { rule } node { attributes(names: ["displayName"]) { values } } } }`

  test('an object as it was, with links and references, whose objects are as they were', async () => {
    const data = await ask(
      `query ($group: ID!, $seven: ID!, $five: ID!, $at: DateTime!) {
         group: metaverseObjectAsOf(id: $group, at: $at) { references(first: 500) { totalCount nodes { attributes(names: ["displayName"]) { values } } } }
         seven: node(id: $seven) { ... on MetaverseObject { asOf(at: $at) { ${PAST} } } }
         five: metaverseObjectAsOf(id: $five, at: $at) { ${PAST} } }`,
      { group: ids['Group 3'], seven: ids['Person 7'], five: ids['Group 5'], at: before },
    )
    expect(data.group.references.totalCount).toBe(30)
    const members = data.group.references.nodes.map(
      (node: { attributes: { values: string[] }[] }) => node.attributes[0]?.values[0],
    )
    expect(members).toEqual(expect.arrayContaining(['Person 7', 'Person 9', 'Person 10', 'Person 11']))
    const rule = expect.stringMatching(/hr/)
    expect(data.seven.asOf).toMatchObject({
      id: ids['Person 7'],
      at: before,
      type: 'person',
      attribute: [{ values: ['Person 7'], contribution: { rule, agent: { name: 'hr' } } }],
      now: { id: ids['Person 7'] },
      references: {
        totalCount: 1,
        edges: [{ attribute: 'manager', node: { attributes: [{ values: ['Person 1'] }] } }],
      },
    })
    expect(data.five).toMatchObject({
      attribute: [{ values: ['Group 5'] }],
      links: [{ dn: GROUP_5, rule, linkedAt: expect.any(String), ended: null, agent: { name: 'hr' }, entry: null }],
      references: { totalCount: 30 },
      now: null,
    })
  })

  test('null where it was not, and what is told of a moment is told of it', async () => {
    const { node } = await ask(
      'query ($id: ID!) { node(id: $id) { ... on MetaverseObject { history { nodes { at } } } } }',
      {
        id: ids['Person 7'],
      },
    )
    const at = (time: string) =>
      ask(
        `query ($id: ID!, $at: DateTime!) { metaverseObjectAsOf(id: $id, at: $at) { attributes(names: ["displayName"]) { values } } }`,
        { id: ids['Person 7'], at: time },
      )
    const [changed, created] = [node.history.nodes[0].at, node.history.nodes.at(-1).at]
    const named = (name: string) => ({ metaverseObjectAsOf: { attributes: [{ values: [name] }] } })
    const earlier = (time: string) => new Date(new Date(time).getTime() - 1).toISOString()
    expect(await at(changed)).toEqual(named('Seven'))
    expect(await at(earlier(changed))).toEqual(named('Person 7'))
    expect(await at(created)).toEqual(named('Person 7'))
    expect(await at(earlier(created))).toEqual({ metaverseObjectAsOf: null })
  })
})
