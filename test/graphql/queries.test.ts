import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { PEOPLE, personName, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const ask = async (query: string, variables?: object) => {
  const { data, errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  expect(held.bugs).toEqual([])
  return data
}

const entryQuery = (selection: string): string =>
  `query ($filter: EntryFilterInput, $agent: String! = "hr", $first: Int = 500) { connectorSpaceEntries(agent: $agent, filter: $filter, first: $first) { totalCount nodes { ${selection} } } }`

describe('agents', () => {
  test('with their run profiles and counts', async () => {
    const { agents, agent } = await ask(`{
      agents { totalCount nodes { name connector removed fullImportRequired runProfiles { name steps { type typeToken } agent { name } } } }
      agent(name: "hr") { statistics { all connectors disconnectors filteredDisconnectors importAdds exportAdds problems } }
    }`)
    expect(agents.totalCount).toBe(2)
    expect(agents.nodes.map((each: { name: string }) => each.name)).toEqual(['hr', 'portal'])
    expect(agents.nodes[0].runProfiles).toContainEqual({
      name: 'full',
      agent: { name: 'hr' },
      steps: [
        { type: 'FULL_IMPORT', typeToken: 'full-import' },
        { type: 'FULL_SYNCHRONIZATION', typeToken: 'full-synchronization' },
      ],
    })
    expect(agent.statistics).toEqual({
      all: 69,
      connectors: 68,
      disconnectors: 0,
      filteredDisconnectors: 1,
      importAdds: 0,
      exportAdds: 0,
      problems: 0,
    })
  })

  test('an agent that is not there is null, and run profiles are listed by agent', async () => {
    expect((await ask('{ agent(name: "nobody") { name } }')).agent).toBeNull()
    const { runProfiles } = await ask('{ runProfiles(agent: "portal") { totalCount nodes { name } } }')
    expect(runProfiles).toEqual({ totalCount: 1, nodes: [{ name: 'export' }] })
  })
})

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

describe('runs', () => {
  test('with their steps, counters and the objects behind them', async () => {
    const { runs } =
      await ask(`{ runs(agent: "hr") { totalCount nodes { number agentName profileName status statusToken requestedBy endedAt agent { name }
      steps { number status definition { type } progress { done total rate } problem { code } counters { name nameToken count targetAgent
        objects(first: 2) { totalCount nodes { dn entry { dn } metaverseObject { type } } } } } } } }`)
    expect(runs.totalCount).toBe(2)
    const [synchronization, imported] = runs.nodes
    expect(imported).toEqual(
      expect.objectContaining({
        number: 1,
        status: 'SUCCESS',
        statusToken: 'success',
        agentName: 'hr',
        requestedBy: 'test',
        agent: { name: 'hr' },
      }),
    )
    expect(imported.steps[0]).toEqual(
      expect.objectContaining({ number: 1, definition: { type: 'FULL_IMPORT' }, problem: null }),
    )
    const [added] = imported.steps[0].counters
    expect(added).toEqual(
      expect.objectContaining({ name: 'STAGE_ADD', nameToken: 'stage-add', count: 69, targetAgent: null }),
    )
    expect(added.objects.totalCount).toBe(69)
    expect(added.objects.nodes[0]).toEqual({ dn: personName(0), entry: { dn: personName(0) }, metaverseObject: null })
    const counters = synchronization.steps[0].counters as {
      name: string
      targetAgent: string | null
      count: number
      objects: { totalCount: number }
    }[]
    const outbound = counters.filter(
      counter => counter.targetAgent === 'portal' && counter.name.startsWith('PROVISIONED_ADD'),
    )
    expect(outbound.reduce((sum, counter) => sum + counter.count, 0)).toBe(PEOPLE)
    expect(outbound.reduce((sum, counter) => sum + counter.objects.totalCount, 0)).toBe(PEOPLE)
  })

  test('by what they are', async () => {
    const { good, stopped, open, other } = await ask(`{
      good: runs(status: [SUCCESS]) { totalCount } stopped: runs(status: [STOPPED_SERVER]) { totalCount }
      open: runs(ended: false) { totalCount } other: runs(agent: "hr", profile: "none") { totalCount } }`)
    expect([good, stopped, open, other].map(each => each.totalCount)).toEqual([2, 0, 0, 0])
  })
})

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

describe('problems', () => {
  test('with the object they stand against', async () => {
    const { database } = held.hub
    await database.query(
      `insert into problem (phase, agent_id, entry_id, code, message, hint, details)
       select 'synchronization', agent_id, id, 'provisioning-dn-exists', 'taken', 'rename', '{"attribute": "cn"}' from entry where anchor = 'P5'`,
    )
    await database.query(
      `insert into problem (phase, agent_id, place, code, message) select 'import', id, 'line 7', 'missing-dn', 'no name' from agent where name = 'hr'`,
    )
    const { problems, imports } = await ask(`{
      problems(agent: "hr", phase: SYNCHRONIZATION) { totalCount nodes { phase phaseToken code message hint where { attribute dn } retryCount entry { dn problems { code } } agent { name } } }
      imports: problems(code: "missing-dn") { nodes { entry { dn } where { attribute } hint } } }`)
    expect(problems).toEqual({
      totalCount: 1,
      nodes: [
        {
          phase: 'SYNCHRONIZATION',
          phaseToken: 'synchronization',
          code: 'provisioning-dn-exists',
          message: 'taken',
          hint: 'rename',
          retryCount: 0,
          where: { attribute: 'cn', dn: null },
          entry: { dn: personName(5), problems: [{ code: 'provisioning-dn-exists' }] },
          agent: { name: 'hr' },
        },
      ],
    })
    expect(imports.nodes).toEqual([{ entry: null, where: { attribute: null }, hint: null }])
    const { connectorSpaceEntries } = await ask(entryQuery('dn'), { filter: { hasProblem: true } })
    expect(connectorSpaceEntries.nodes).toEqual([{ dn: personName(5) }])
  })
})

test('every id leads back to what had it', async () => {
  const data = await ask(`{
    agents { nodes { id } } runProfiles { nodes { id } } runs { nodes { id } } configuration { id } problems { nodes { id } }
    connectorSpaceEntries(agent: "hr", first: 5) { nodes { id } } metaverseObjects(first: 5) { nodes { id } } }`)
  const kinds: [string, { id: string }[]][] = [
    ['Agent', data.agents.nodes],
    ['RunProfile', data.runProfiles.nodes],
    ['Run', data.runs.nodes],
    ['ConfigurationVersion', [data.configuration]],
    ['ObjectProblem', data.problems.nodes],
    ['ConnectorSpaceEntry', data.connectorSpaceEntries.nodes],
    ['MetaverseObject', data.metaverseObjects.nodes],
  ]
  const wanted = kinds.flatMap(([type, nodes]) => nodes.map(({ id }) => ({ __typename: type, id })))
  expect(new Set(wanted.map(each => each.id)).size).toBe(wanted.length)
  const { nodes } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
    ids: wanted.map(each => each.id),
  })
  expect(nodes).toEqual(wanted)
  for (const { id, __typename } of wanted.slice(0, 3)) {
    expect((await ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node).toEqual({ __typename, id })
  }
})

test('an id of something that is gone is null, and a text that is no id is refused', async () => {
  const gone = Buffer.from('v1:MetaverseObject:999999999').toString('base64url')
  expect(await ask('query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }', { id: gone })).toEqual({
    node: null,
    nodes: [null],
  })
  for (const id of [
    '',
    'x',
    Buffer.from('v1:Agent:1e3').toString('base64url'),
    Buffer.from('v1:Key:1').toString('base64url'),
    `${gone}=`,
  ]) {
    const { errors } = await held.ask('query ($id: ID!) { node(id: $id) { id } }', { id })
    expect(errors?.[0]?.extensions.code).toBe('request.invalid')
  }
})
