import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { asking, entryQuery, personName, type World, world } from './support.js'

let held: World
const ask = asking(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

describe('connector space entries', () => {
  test('show what the source holds, and where it went', async () => {
    const { connectorSpaceEntries } = await ask(
      entryQuery(`dn anchor objectType state stateToken imported transient linkRule agent { name }
        attributes { name type values } metaverseObject { type attribute(name: "displayName") { values } }
        references { nodes { dn } edges { attribute dn state node { anchor } } } pendingImport { operation } problems { code }`),
      { first: 5, filter: { anchor: 'P7' } },
    )
    expect(connectorSpaceEntries.nodes).toEqual([
      {
        dn: personName(7),
        anchor: 'P7',
        objectType: 'person',
        state: 'CONNECTOR',
        stateToken: 'connector',
        imported: true,
        transient: false,
        linkRule: 'hr/person/projection',
        agent: { name: 'hr' },
        attributes: [
          { name: 'cn', type: 'STRING', values: ['Person 7'] },
          { name: 'employeeID', type: 'STRING', values: ['1007'] },
          { name: 'floor', type: 'NUMBER', values: ['2'] },
          { name: 'mail', type: 'STRING', values: ['Person.7@Contoso.test'] },
        ],
        metaverseObject: { type: 'person', attribute: { values: ['Person 7'] } },
        references: {
          nodes: [{ dn: personName(1) }],
          edges: [{ attribute: 'manager', dn: personName(1), state: 'SETTLED', node: { anchor: 'P1' } }],
        },
        pendingImport: null,
        problems: [],
      },
    ])
  })

  test.each([
    ['by name, in another spelling', { dn: 'CN=P7 , OU=People' }, [personName(7)]],
    ['by the beginning of the name', { dnStartsWith: 'CN=p1', objectType: 'person' }, 11],
    ['by type', { objectType: 'group' }, 8],
    ['by state', { state: ['FILTERED_DISCONNECTOR'] }, ['cn=outsider,ou=people']],
    ['by nothing pending', { pendingImport: ['NONE'] }, 69],
    ['by something pending', { pendingImport: ['ADD', 'UPDATE', 'DELETE'] }, 0],
    ['by no problem', { hasProblem: false }, 69],
    ['by a problem', { problem: 'unexpected-error' }, 0],
    ['by all at once', { anchor: 'P7', objectType: 'group' }, 0],
    ['by a hostile text', { anchor: "' or true --" }, 0],
    ['by a wildcard', { dnStartsWith: 'cn=%' }, 0],
  ])('are found %s', async (_how, filter, expected) => {
    const { connectorSpaceEntries: found } = await ask(entryQuery('dn'), { filter })
    const names = found.nodes.map((node: { dn: string }) => node.dn)
    expect(found.totalCount).toBe(names.length)
    if (typeof expected === 'number') expect(names).toHaveLength(expected)
    else expect(names).toEqual(expected)
  })

  test('a group refers to its members, also to one that nobody has seen', async () => {
    const { connectorSpaceEntries } = await ask(
      entryQuery(`references(attributes: ["member"], first: 500) { totalCount edges { dn node { dn } } }`),
      { first: 5, filter: { dn: 'cn=g0,ou=groups' } },
    )
    const { references } = connectorSpaceEntries.nodes[0]
    expect(references.totalCount).toBe(31)
    const open = references.edges.filter((edge: { node: object | null }) => edge.node === null)
    expect(open).toEqual([{ dn: 'cn=nobody,ou=people', node: null }])
  })

  test('an entry knows what refers to it', async () => {
    const { connectorSpaceEntries } = await ask(
      entryQuery(`referencedBy { totalCount edges { attribute node { dn } } }`),
      { first: 5, filter: { anchor: 'P0' } },
    )
    const { referencedBy } = connectorSpaceEntries.nodes[0]
    const of = (attribute: string) =>
      referencedBy.edges
        .filter((edge: { attribute: string }) => edge.attribute === attribute)
        .map((edge: { node: { dn: string } }) => edge.node.dn)
    expect(of('manager').sort()).toEqual([1, 2, 3, 4, 5].map(personName).sort())
    expect(of('member')).toEqual(['cn=g0,ou=groups'])
    expect(referencedBy.totalCount).toBe(6)
  })

  test('what is to be exported stands beside what was imported', async () => {
    const { connectorSpaceEntries } = await ask(
      entryQuery(`dn imported state pendingImport { operation } unconfirmedExport { dn } pendingExport {
        operation operationToken dn changes { name operation values } held references { edges { attribute operation node { dn } } totalCount } }`),
      { agent: 'portal', filter: { pendingExport: ['ADD'], dn: 'uid=1007,o=portal' } },
    )
    expect(connectorSpaceEntries.nodes).toEqual([
      {
        dn: 'uid=1007,o=portal',
        imported: false,
        state: 'CONNECTOR',
        pendingImport: null,
        unconfirmedExport: null,
        pendingExport: {
          operation: 'ADD',
          operationToken: 'add',
          dn: 'uid=1007,o=portal',
          held: false,
          changes: [
            { name: 'cn', operation: 'REPLACE', values: ['Person 7'] },
            { name: 'uid', operation: 'REPLACE', values: ['1007'] },
          ],
          references: {
            totalCount: 1,
            edges: [{ attribute: 'manager', operation: 'ADD', node: { dn: 'uid=1001,o=portal' } }],
          },
        },
      },
    ])
  })

  test('an agent that is not there is an error that says so', async () => {
    const { errors, data } = await held.ask('{ connectorSpaceEntries(agent: "nobody") { nodes { id } } }')
    expect(data).toBeNull()
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['connectorSpaceEntries'],
        extensions: expect.objectContaining({ code: 'request.not-found' }),
      }),
    ])
  })
})

test.each(['hasProblem: true', 'problem: "unique-index-violation"', 'problemPhase: [EXPORT]'])(
  'whoever may not read problems may not search by them: %s',
  async filter => {
    const query = `{ connectorSpaceEntries(agent: "hr", filter: { ${filter} }) { totalCount } }`
    expect((await held.ask(query, {}, 'operator')).errors).toBeUndefined()
    expect((await held.ask(query, {}, 'password')).errors).toMatchObject([{ extensions: { code: 'access.denied' } }])
  },
)

describe('what an import has staged', () => {
  beforeAll(async () => {
    held.hr.modify('P3', {
      mail: [{ operation: 'replace', values: ['new@contoso.test'] }],
      nickname: [{ operation: 'add', values: ['trey'] }],
    })
    held.hr.delete('P59')
    held.hr.modify('G0', {
      member: [
        { operation: 'add', values: [personName(55)] },
        { operation: 'delete', values: [personName(1)] },
      ],
    })
    await held.test.run('hr', 'full-import')
  })

  test('is shown as changes, beside both images', async () => {
    const { connectorSpaceEntries } = await ask(
      entryQuery(`pendingImport { operation operationToken changes { name operation values } }
        attributes(names: ["mail"]) { values } synchronizedAttributes(names: ["mail"]) { values }`),
      { filter: { anchor: 'P3', pendingImport: ['UPDATE'] } },
    )
    expect(connectorSpaceEntries.nodes).toEqual([
      {
        pendingImport: {
          operation: 'UPDATE',
          operationToken: 'update',
          changes: [
            { name: 'mail', operation: 'REPLACE', values: ['new@contoso.test'] },
            { name: 'nickname', operation: 'REPLACE', values: ['trey'] },
          ],
        },
        attributes: [{ values: ['new@contoso.test'] }],
        synchronizedAttributes: [{ values: ['Person.3@Contoso.test'] }],
      },
    ])
  })

  test('changed references are marked', async () => {
    const { connectorSpaceEntries } = await ask(
      entryQuery(`references(first: 500) { edges { dn state stateToken } }`),
      { first: 5, filter: { anchor: 'G0' } },
    )
    const changed = connectorSpaceEntries.nodes[0].references.edges.filter(
      (edge: { state: string }) => edge.state !== 'SETTLED',
    )
    expect(changed).toHaveLength(2)
    expect(changed).toContainEqual({ dn: personName(55), state: 'ADDED', stateToken: 'added' })
    expect(changed).toContainEqual({ dn: personName(1), state: 'DELETED', stateToken: 'deleted' })
  })

  test('a delete waits for synchronization', async () => {
    const { connectorSpaceEntries, agent } = await ask(
      `${entryQuery('dn pendingImport { operation changes { name } }').slice(0, -1)} agent(name: "hr") { statistics { importUpdates importDeletes } } }`,
      { filter: { pendingImport: ['DELETE'] } },
    )
    expect(connectorSpaceEntries.nodes).toEqual([
      { dn: personName(59), pendingImport: { operation: 'DELETE', changes: [] } },
    ])
    expect(agent.statistics).toEqual({ importUpdates: 2, importDeletes: 1 })
  })
})
