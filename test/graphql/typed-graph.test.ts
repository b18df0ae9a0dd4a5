import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { GROUPS, PEOPLE, personName, type World } from './support.js'
import { names, numbered, typedQuestions, typedWorld } from './typed-world.js'

let held: World
const { once, ask, refused, people } = typedQuestions(() => held)

beforeAll(async () => {
  held = await typedWorld()
})
afterAll(() => held.close())

const where = (condition: string): Promise<string[]> => people(`first: 500, where: { ${condition} }`)

describe('types', () => {
  test('people with manager and groups, as they are in the metaverse', async () => {
    const data = await ask(`{ people(where: { employeeID: { in: ["1000", "1007", "1008"] } }) {
      totalCount
      nodes { __typename id type employeeID displayName floor nickname createdAt photo
        manager { displayName manager { displayName } }
        memberOf(first: 2) { totalCount nodes { displayName } pageInfo { hasNextPage } }
        directReports { nodes { displayName } } } } }`)
    expect(data.people.totalCount).toBe(3)
    expect(data.people.nodes[1]).toMatchObject({
      __typename: 'Person',
      type: 'person',
      employeeID: '1007',
      displayName: 'Person 7',
      floor: 2,
      nickname: [],
      photo: null,
      manager: { displayName: 'Person 1', manager: { displayName: 'Person 0' } },
      memberOf: { nodes: [{ displayName: 'Group 0' }, { displayName: 'Group 1' }], pageInfo: { hasNextPage: true } },
    })
    expect(new Date(data.people.nodes[1].createdAt).getFullYear()).toBeGreaterThan(2000)
    expect(data.people.nodes[0].manager).toBeNull()
    expect(names(data.people.nodes[0].directReports)).toEqual(numbered(1, 2, 3, 4, 5))
    expect(data.people.nodes[2].nickname).toEqual(['nick 8', 'Émile_8%'])
  })

  test('one list is one statement, whatever is asked for below', async () => {
    const query = `{ people(first: 50) { totalCount nodes { displayName manager { displayName manager { mail } }
      memberOf(first: 5) { totalCount nodes { displayName members(first: 3) { nodes { displayName ... on Person { mail } } } } } } } }`
    await ask(query)
    const { statistics } = held.hub.database
    const costs: number[] = []
    for (let i = 0; i < 4; i++) {
      const before = statistics.statements
      await once(query)
      costs.push(statistics.statements - before)
    }
    // The key is looked up now and then.
    expect(Math.min(...costs)).toBe(1)
  })

  test('a number beyond 2^53 is text, and not rounded', async () => {
    expect((await ask('{ personBy(by: { employeeID: "1009" }) { floor } }')).personBy.floor).toBe('9007199254740993')
    expect(await where('floor: { gt: 9007199254740993 }')).toEqual([])
    expect(await people('where: { floor: { gt: $n } }', '($n: BigInt)', { n: '9007199254740992' })).toEqual(numbered(9))
  })

  test('objects keep their type wherever they are met, and their fields work there', async () => {
    const data = await ask(`{
      metaverseObjects(type: "group", first: 1) { nodes { __typename id displayName
        ... on Group { members(first: 2) { totalCount nodes { __typename ... on Person { mail floor manager { displayName } } } } } } }
      connectorSpaceEntries(agent: "hr", filter: { dn: "${personName(7)}" }) { nodes { metaverseObject { __typename displayName ... on Person { employeeID nickname manager { displayName } directReports(first: 1) { totalCount } } } } } }`)
    const [group] = data.metaverseObjects.nodes
    expect(group).toMatchObject({ __typename: 'Group', displayName: 'Group 0' })
    expect(group.members.nodes[1]).toEqual({
      __typename: 'Person',
      mail: 'Person.1@Contoso.test',
      floor: 1,
      manager: { displayName: 'Person 0' },
    })
    const [entry] = data.connectorSpaceEntries.nodes
    expect(entry.metaverseObject).toMatchObject({
      __typename: 'Person',
      employeeID: '1007',
      manager: { displayName: 'Person 1' },
    })
    const { node } = await ask('query ($id: ID!) { node(id: $id) { __typename ... on Group { displayName } } }', group)
    expect(node).toEqual({ __typename: 'Group', displayName: 'Group 0' })
  })

  test('fragments, aliases and directives decide what is read', async () => {
    const data = await ask(
      `query ($yes: Boolean!, $no: Boolean!) { people(first: 1, where: { employeeID: { eq: "1007" } }) { edges { node { ...P one: memberOf(first: 1) { nodes { displayName } } two: memberOf(first: 2) { nodes { displayName } edges { cursor } } } } } }
       fragment P on Person { displayName mail @skip(if: $yes) employeeID @include(if: $no) ... @include(if: $yes) { floor } }`,
      { yes: true, no: false },
    )
    const { node } = data.people.edges[0]
    expect(Object.keys(node)).toEqual(['displayName', 'floor', 'one', 'two'])
    expect([node.one.nodes.length, node.two.nodes.length]).toEqual([1, 2])
  })
})

describe('personBy', () => {
  test.each([
    ['employeeID: "1007"', 'Person 7'],
    ['mail: "PERSON.7@contoso.TEST"', 'Person 7'],
    [`entry: { agent: "hr", dn: "CN=P7, OU=people" }`, 'Person 7'],
    [`entry: { agent: "nobody", dn: "cn=p7,ou=people" }`, undefined],
    ['mail: "nobody@contoso.test"', undefined],
  ])('%s', async (by, name) => {
    expect((await ask(`{ personBy(by: { ${by} }) { displayName } }`)).personBy?.displayName).toBe(name)
  })

  test('by id; an object of another type is none', async () => {
    const { groups } = await ask('{ groups(first: 1) { nodes { id } } }')
    const [{ id }] = groups.nodes
    const query = 'query ($id: ID!) { groupBy(by: { id: $id }) { id } personBy(by: { id: $id }) { id } }'
    expect(await ask(query, { id })).toEqual({ groupBy: { id }, personBy: null })
  })

  test('nothing, two keys, and a key that several have are refused', async () => {
    expect(await refused('{ personBy(by: {}) { id } }')).toHaveLength(1)
    expect(await refused('{ personBy(by: { mail: "a", employeeID: "b" }) { id } }')).toHaveLength(1)
    held.hr.modify('P20', { mail: [{ operation: 'replace', values: ['Person.21@contoso.test'] }] })
    await held.test.run('hr', 'delta-import')
    await held.test.run('hr', 'delta-synchronization')
    expect(await refused('{ personBy(by: { mail: "person.21@contoso.test" }) { id } }')).toEqual([
      'request.invalid: More than one has the mail “person.21@contoso.test”.',
    ])
  })
})

describe('where', () => {
  const all = PEOPLE
  test.each<[string, string[] | number]>([
    ['displayName: { eq: "Person 7" }', numbered(7)],
    ['displayName: { eq: "person 7" }', 0],
    ['displayName: { eqIgnoreCase: "person 7" }', numbered(7)],
    ['displayName: { neq: "Person 7" }', all - 1],
    ['displayName: { in: ["Person 7", "Person 8", "person 9"] }', numbered(7, 8)],
    ['displayName: { inIgnoreCase: ["Person 7", "person 9"] }', numbered(7, 9)],
    ['displayName: { nin: ["Person 7", "Person 8"] }', all - 2],
    ['displayName: { in: [] }', 0],
    ['displayName: { startsWith: "Person 5" }', numbered(5, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59)],
    ['displayName: { startsWith: "person 5" }', 0],
    ['displayName: { startsWithIgnoreCase: "person 5" }', 11],
    ['displayName: { endsWith: "n 7" }', numbered(7)],
    ['displayName: { contains: "RSON" }', 0],
    ['displayName: { containsIgnoreCase: "RSON 7" }', numbered(7)],
    ['displayName: { gt: "Person 8" }', [...numbered(9), 'Ünal, Émile']],
    ['displayName: { gte: "Person 8", lte: "Person 9" }', numbered(8, 9)],
    ['mail: { startsWith: "Person.3@" }', numbered(3)],
    ['mail: { present: false }', 0],
    ['nickname: { eq: "nick 8" }', numbered(8)],
    ['nickname: { endsWith: "8%" }', numbered(8, 18, 28, 38, 48, 58)],
    ['nickname: { neq: "nick 8" }', all - 1],
    ['nickname: { present: false }', all / 2],
    ['nickname: { containsIgnoreCase: "émile_8%" }', numbered(8)],
    ['floor: { eq: 4 }', all / 5 - 1],
    ['floor: { lt: 1 }', all / 5],
    ['floor: { gte: 1, lte: 2 }', (all / 5) * 2],
    ['floor: { in: [1, 2] }', (all / 5) * 2],
    ['floor: { nin: [1, 2, 3, 4, "9007199254740993"] }', all / 5],
    ['photo: { present: true }', 0],
    ['and: [{ floor: { eq: 1 } }, { nickname: { present: true } }]', all / 10],
    ['or: [{ displayName: { eq: "Person 1" } }, { displayName: { eq: "Person 2" } }]', numbered(1, 2)],
    ['or: []', 0],
    ['not: { floor: { eq: 1 } }', (all / 5) * 4],
    ['manager: { displayName: { eq: "Person 1" } }', numbered(6, 7, 8, 9, 10)],
    ['manager: { manager: { displayName: { eq: "Person 0" } }, displayName: { eq: "Person 1" } }', 5],
    ['not: { manager: {} }', numbered(0)],
    ['directReports: { some: { displayName: { eq: "Person 7" } } }', numbered(1)],
    ['directReports: { none: {} }', 48],
    ['directReports: { some: {}, every: { floor: { gte: 1 } } }', ['Ünal, Émile']],
    ['memberOf: { some: { displayName: { eq: "Group 3" } }, none: { displayName: { eq: "Group 4" } } }', numbered(3)],
    [`entry: { agent: "hr", dn: "${personName(3)}" }`, numbered(3)],
    ['createdAt: { lt: "2001-01-01T00:00:00Z" }', 0],
    ['changedAt: { gte: "2001-01-01T00:00:00Z" }', all],
    ['displayName: null, mail: { eq: null }', all],
  ])('%s', async (condition, expected) => {
    const found = await where(condition)
    if (typeof expected === 'number') expect(found).toHaveLength(expected)
    else expect(found).toEqual(expected)
  })

  test('members of any type are tested by type', async () => {
    const groups = async (condition: string) =>
      names((await ask(`{ groups(where: { members: ${condition} }) { nodes { displayName } } }`)).groups)
    expect(await groups('{ some: { group: { displayName: { eq: "Group 1" } } } }')).toEqual(['Group 0'])
    expect(await groups('{ some: { types: ["group"] } }')).toEqual(['Group 0', 'Group 1', 'Group 2'])
    expect(await groups('{ every: { types: ["person"] } }')).toHaveLength(GROUPS - 3)
    expect(await groups('{ some: { displayName: { eq: "Person 0" } } }')).toEqual(['Group 0'])
    expect(await groups('{ some: { person: { floor: { gt: 100 } } } }')).not.toEqual([])
  })

  test('what a request says is never a part of the statement', async () => {
    const nasty = [`' or true --`, `"; drop table metaverse_object; --`, '\\', '%', '_', `$1`, `'':*`, '\u{10FFFF}']
    for (const text of nasty) {
      for (const test of ['eq', 'eqIgnoreCase', 'startsWith', 'startsWithIgnoreCase', 'lt', 'in'].slice(0, 4)) {
        expect(await people(`where: { displayName: { ${test}: $t } }`, '($t: String)', { t: text })).toEqual([])
      }
      await people('search: $t, first: 1', '($t: String)', { t: text })
      await people('where: { memberOf: { some: { description: { contains: $t } } } }', '($t: String)', { t: text })
    }
    expect(
      await refused('query ($t: String) { people(where: { mail: { eq: $t } }) { nodes { id } } }', { t: 'a\0b' }),
    ).toEqual([
      'request.invalid: A text of the request has a character that no text of the hub can have: NUL, or half of a surrogate pair.',
    ])
    expect(await where('floor: { eq: 1 }')).toHaveLength(PEOPLE / 5)
  })

  test('a search has a bound', async () => {
    const many = { or: Array.from({ length: 1200 }, () => ({ displayName: { eq: 'x' } })) }
    expect(await refused('query ($w: PersonWhere) { people(where: $w) { nodes { id } } }', { w: many })).toEqual([
      'request.invalid: A search has 1000 conditions at most.',
    ])
  })
})
