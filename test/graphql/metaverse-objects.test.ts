import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { asking, PEOPLE, personName, type World, world } from './support.js'

let held: World
const ask = asking(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

describe('metaverse objects', () => {
  const search = async (where: object, type: string | null = 'person'): Promise<string[]> => {
    const text = `query ($where: MetaverseObjectWhere, $type: String) {
      metaverseObjects(type: $type, where: $where, first: 500) { totalCount nodes { attribute(name: "displayName") { values } } } }`
    const { metaverseObjects: found } = await ask(text, { where, type })
    expect(found.totalCount).toBe(found.nodes.length)
    return found.nodes.map((node: { attribute: { values: string[] } }) => node.attribute.values[0])
  }

  test.each([
    ['an indexed attribute, without case', { attribute: 'mail', equals: 'PERSON.7@contoso.TEST' }, ['Person 7']],
    ['one of several', { attribute: 'employeeID', in: ['1003', '1001', 'x'] }, ['Person 1', 'Person 3']],
    ['the beginning of an indexed attribute', { attribute: 'displayName', startsWith: 'person 5' }, 11],
    ['a part of an indexed attribute', { attribute: 'mail', contains: '.59@' }, ['Person 59']],
    ['an attribute without an index', { attribute: 'floor', equals: '3' }, 12],
    ['a value of several, folded', { attribute: 'nickname', equals: 'éMILE_4%' }, ['Person 4']],
    ['a percent sign that means itself', { attribute: 'nickname', startsWith: 'é%' }, 0],
    ['an underline that means itself', { attribute: 'nickname', contains: '_4%' }, ['Person 4']],
    ['being there', { attribute: 'nickname', present: true }, 30],
    ['not being there', { attribute: 'nickname', present: false }, 30],
    ['a reference that is there', { attribute: 'manager', present: true }, PEOPLE - 1],
    ['a reference that is not', { attribute: 'manager', present: false }, ['Person 0']],
    ['two tests of one attribute', { attribute: 'displayName', startsWith: 'person 1', contains: '9' }, ['Person 19']],
    [
      'all of several',
      {
        and: [
          { attribute: 'floor', equals: '0' },
          { attribute: 'nickname', present: true },
        ],
      },
      6,
    ],
    [
      'any of several',
      {
        or: [
          { attribute: 'employeeID', equals: '1002' },
          { attribute: 'employeeID', equals: '1009' },
        ],
      },
      ['Person 2', 'Person 9'],
    ],
    ['any of none', { or: [] }, 0],
    ['nothing', {}, PEOPLE],
    ['the opposite', { attribute: 'floor', equals: '0', not: { attribute: 'nickname', present: true } }, 6],
    ['a hostile text', { attribute: 'mail', equals: "x' or '1'='1" }, 0],
  ])('are found by %s', async (_what, where, expected) => {
    const names = await search(where)
    if (typeof expected === 'number') expect(names).toHaveLength(expected)
    else expect(names).toEqual(expected)
  })

  test('are found by what they refer to', async () => {
    const { metaverseObjects } = await ask(
      '{ metaverseObjects(where: { attribute: "employeeID", equals: "1000" }) { nodes { id } } }',
    )
    const names = await search({ attribute: 'manager', refersTo: metaverseObjects.nodes[0].id })
    expect(names).toEqual([1, 2, 3, 4, 5].map(i => `Person ${i}`))
    expect(await search({ attribute: 'member', refersTo: metaverseObjects.nodes[0].id }, 'group')).toEqual(['Group 0'])
  })

  test.each([
    ['an unknown attribute', { attribute: 'dispayName', equals: 'x' }, 'Did you mean displayName?'],
    ['a test without an attribute', { equals: 'x' }, 'Name the attribute that it tests.'],
    ['an attribute without a test', { attribute: 'mail' }, 'Add one of'],
    ['text in a reference', { attribute: 'manager', equals: 'x' }, 'refersTo'],
    ['a reference in text', { attribute: 'mail', refersTo: 'djE6TWV0YXZlcnNlT2JqZWN0OjE' }, 'equals'],
    ['the id of something else', { attribute: 'manager', refersTo: 'djE6UnVuOjE' }, 'Ids come from the graph itself'],
  ])('%s is refused with a remedy', async (_what, where, hint) => {
    const { errors } = await held.ask(
      'query ($where: MetaverseObjectWhere) { metaverseObjects(where: $where) { totalCount } }',
      { where },
    )
    expect(errors?.[0]?.extensions).toEqual(
      expect.objectContaining({ code: 'request.invalid', hint: expect.stringContaining(hint) }),
    )
  })

  test.each([
    ['persn', 'Did you mean person?'],
    ['Person', 'Did you mean person?'],
    ['everything', 'Types: '],
  ])('of the unknown type %s are refused with a remedy', async (type, hint) => {
    const { errors } = await held.ask('query ($type: String) { metaverseObjects(type: $type) { totalCount } }', {
      type,
    })
    expect(errors?.[0]).toMatchObject({
      message: `The metaverse has no type “${type}”.`,
      extensions: { code: 'request.not-found', hint: expect.stringContaining(hint) },
    })
  })

  test('of a known type may be none', async () => {
    expect(await search({}, 'computer')).toEqual([])
  })

  test('tell where their values come from', async () => {
    const { metaverseObjects } =
      await ask(`{ metaverseObjects(where: { attribute: "employeeID", equals: "1007" }) { nodes {
      attributes(names: ["mail", "nickname", "floor"]) { name type values contribution { rule at agent { name } entry { dn } } }
      links { rule explicit agent { name } entry { dn } }
      references { edges { attribute node { attribute(name: "employeeID") { values } } contribution { rule entry { dn } agent { name } } } }
      referencedBy(attributes: ["member"], first: 2) { totalCount nodes { type attribute(name: "displayName") { values } } }
    } } }`)
    const [person] = metaverseObjects.nodes
    const from = (attribute: string) => ({
      rule: `hr/person/import/person.${attribute}`,
      at: expect.stringMatching(/^20\d\d-.*Z$/),
      agent: { name: 'hr' },
      entry: { dn: personName(7) },
    })
    expect(person.attributes).toEqual([
      { name: 'mail', type: 'STRING', values: ['Person.7@Contoso.test'], contribution: from('mail') },
      { name: 'floor', type: 'NUMBER', values: ['2'], contribution: from('floor') },
    ])
    expect(person.links).toEqual([
      { rule: 'hr/person/projection', explicit: false, agent: { name: 'hr' }, entry: { dn: personName(7) } },
      {
        rule: 'portal/user/provision/person',
        explicit: false,
        agent: { name: 'portal' },
        entry: { dn: 'uid=1007,o=portal' },
      },
    ])
    expect(person.references.edges).toEqual([
      {
        attribute: 'manager',
        node: { attribute: { values: ['1001'] } },
        contribution: { rule: 'hr/person/import/person.manager', entry: { dn: personName(7) }, agent: { name: 'hr' } },
      },
    ])
    expect(person.referencedBy.totalCount).toBe(8)
    expect(
      person.referencedBy.nodes.map((node: { attribute: { values: string[] } }) => node.attribute.values[0]),
    ).toEqual(['Group 0', 'Group 1'])
  })

  test('a reference is not asked for as text', async () => {
    const { errors } = await held.ask(
      '{ metaverseObjects(first: 1) { nodes { attribute(name: "manager") { values } } } }',
    )
    expect(errors?.[0]?.extensions).toEqual({
      code: 'request.invalid',
      hint: 'Ask for references(attributes: ["manager"]).',
    })
  })
})
