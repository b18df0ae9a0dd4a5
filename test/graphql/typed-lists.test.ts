import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { PEOPLE, type World } from './support.js'
import { names, numbered, typedQuestions, typedWorld } from './typed-world.js'

let held: World
const { once, ask, refused, people } = typedQuestions(() => held)

beforeAll(async () => {
  held = await typedWorld()
})
afterAll(() => held.close())

describe('search', () => {
  test.each<[string, string[] | number]>([
    ['person 7', numbered(7)],
    ['PERS', PEOPLE],
    ['emile', ['Ünal, Émile']],
    ['UNAL émile', ['Ünal, Émile']],
    ['1007', numbered(7)],
    ['person.12@contoso', numbered(12)],
    ['  ', PEOPLE],
    ['xyz', 0],
    [`a'b:* & !c | (d)`, 0],
  ])('%s', async (text, expected) => {
    const found = await people('first: 500, search: $text', '($text: String)', { text })
    if (typeof expected === 'number') expect(found).toHaveLength(expected)
    else expect(found).toEqual(expected)
  })

  test('together with where and in references', async () => {
    expect(await people('search: "person", where: { floor: { eq: 1 } }, first: 2')).toEqual(numbered(1, 6))
    const { groups } = await ask(
      '{ groups(search: "group 3") { nodes { members(search: "person 7") { nodes { displayName } } } } }',
    )
    expect(names(groups.nodes[0].members)).toEqual(numbered(7))
  })
})

describe('order', () => {
  const ORDERS = [
    '',
    'DISPLAY_NAME_ASC',
    'DISPLAY_NAME_DESC',
    'FLOOR_ASC',
    'FLOOR_DESC, DISPLAY_NAME_ASC',
    'TITLE_ASC',
    'DEPARTMENT_DESC, MAIL_DESC',
    'CREATED_AT_DESC',
    'EMAIL_ASC',
    'MAIL_ASC',
  ]

  test.each(ORDERS)('pages in the order %s have every object once, forwards and backwards', async order => {
    const orderBy = order === '' ? '' : `orderBy: [${order}],`
    const whole = await people(`${orderBy} first: 500`)
    expect(new Set(whole).size).toBe(PEOPLE)
    const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
      people(${orderBy} first: $first, after: $after, last: $last, before: $before) { nodes { displayName } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
    const forwards: string[] = []
    for (let after: string | null = null; ; ) {
      const { people: page } = await once(query, { first: 17, after })
      forwards.push(...names(page))
      after = page.pageInfo.endCursor
      if (!page.pageInfo.hasNextPage) break
      expect(forwards.length).toBeLessThanOrEqual(PEOPLE)
    }
    expect(forwards).toEqual(whole)
    const backwards: string[] = []
    for (let before: string | null = null; ; ) {
      const { people: page } = await once(query, { last: 17, before })
      backwards.unshift(...names(page))
      before = page.pageInfo.startCursor
      if (!page.pageInfo.hasPreviousPage) break
      expect(backwards.length).toBeLessThanOrEqual(PEOPLE)
    }
    expect(backwards).toEqual(whole)
  })

  test('texts without regard to case, numbers as numbers, those without a value last', async () => {
    expect(await people('orderBy: [DISPLAY_NAME_ASC], first: 3')).toEqual(numbered(0, 1, 10))
    expect(await people('orderBy: [DISPLAY_NAME_DESC], first: 2')).toEqual(['Ünal, Émile', 'Person 9'])
    expect(await people('orderBy: [FLOOR_DESC], first: 1')).toEqual(numbered(9))
  })

  test('lists below objects are ordered and paged, too', async () => {
    const query = (
      args: string,
    ) => `{ groups(first: 2) { nodes { displayName members(first: 3) { totalCount pageInfo { endCursor } nodes { displayName } } } }
      people(first: 1) { nodes { directReports(orderBy: [DISPLAY_NAME_DESC], ${args}) { nodes { displayName } pageInfo { endCursor hasNextPage } } } } }`
    const first = await ask(query('first: 2'))
    const [{ directReports }] = first.people.nodes
    expect(names(directReports)).toEqual(numbered(5, 4))
    expect(directReports.pageInfo.hasNextPage).toBe(true)
    const second = await ask(query(`first: 5, after: "${directReports.pageInfo.endCursor}"`))
    expect(names(second.people.nodes[0].directReports)).toEqual(numbered(3, 2, 1))
  })

  test('a cursor of another order, and what is no cursor, are refused', async () => {
    const { people: page } = await ask('{ people(orderBy: [MAIL_ASC], first: 1) { pageInfo { endCursor } } }')
    const query = 'query ($after: String) { people(after: $after) { nodes { id } } }'
    for (const after of [page.pageInfo.endCursor, 'x', '', Buffer.from('["v1","",[],"1"]').toString('base64url')]) {
      expect(await refused(query, { after })).toEqual([expect.stringContaining('is no cursor of this list')])
    }
  })
})

describe('references of references', () => {
  test('circles end, nobody is a member of themselves, and everybody is there once', async () => {
    const { groups } =
      await ask(`{ groups(first: 1) { nodes { members { totalCount } transitiveMembers(first: 500) { totalCount nodes { __typename displayName } }
      transitiveMemberOf { nodes { displayName } } memberOf { nodes { displayName } } } } }`)
    const [group] = groups.nodes
    expect(group.members.totalCount).toBe(31)
    expect(group.transitiveMembers.totalCount).toBe(34)
    const found = names(group.transitiveMembers)
    expect(new Set(found).size).toBe(34)
    expect(found).toContain('Group 1')
    expect(found).not.toContain('Group 0')
    expect(names(group.memberOf)).toEqual(['Group 2'])
    expect(names(group.transitiveMemberOf)).toEqual(['Group 1', 'Group 2'])
  })

  test('a person is in the groups of their groups', async () => {
    const { personBy } = await ask(
      '{ personBy(by: { employeeID: "1000" }) { memberOf { totalCount } transitiveMemberOf { nodes { displayName } } } }',
    )
    expect(names(personBy.transitiveMemberOf)).toEqual(expect.arrayContaining(['Group 0', 'Group 1', 'Group 2']))
    expect(personBy.transitiveMemberOf.nodes.length).toBeGreaterThan(personBy.memberOf.totalCount)
  })
})
