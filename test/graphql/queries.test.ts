import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { asking, entryQuery, PEOPLE, personName, type World, world } from './support.js'

let held: World
const ask = asking(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

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
    ['Person', data.metaverseObjects.nodes],
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
