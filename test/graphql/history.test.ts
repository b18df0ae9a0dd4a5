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

describe('the history of an object', () => {
  test('says what changed, from what to what, by whom, in which run', async () => {
    const data = await ask(
      `query ($id: ID!) { node(id: $id) { ... on MetaverseObject { history { totalCount nodes {
         kind kindToken changed type run { id agentName number } step { number status }
         attributes { name type before after causes { rule dn agent { name } entry { dn } } contributionsBefore { rule } contributionsAfter { rule } }
         link { dn anchor explicit rule ended agent { name } entry { dn } } referenceSums { attribute added } } } } } }`,
      { id: ids['Person 7'] },
    )
    const { totalCount, nodes } = data.node.history
    const rule = expect.stringMatching(/hr/)
    const cause = { rule, dn: personName(7), agent: { name: 'hr' }, entry: { dn: personName(7) } }
    const run = (number: number) => ({ id: expect.any(String), agentName: 'hr', number })
    expect(totalCount).toBe(nodes.length)
    expect(nodes[0]).toEqual({
      kind: 'UPDATED',
      kindToken: 'updated',
      changed: ['displayName', 'nickname'],
      type: 'person',
      run: run(4),
      step: { number: 1, status: 'SUCCESS' },
      attributes: [
        {
          name: 'displayName',
          type: 'STRING',
          before: ['Person 7'],
          after: ['Seven'],
          causes: [cause],
          contributionsBefore: [{ rule }],
          contributionsAfter: [{ rule }],
        },
        {
          name: 'nickname',
          type: 'STRING',
          before: [],
          after: ['sieben'],
          causes: [cause],
          contributionsBefore: [],
          contributionsAfter: [{ rule }],
        },
      ],
      link: null,
      referenceSums: [],
    })
    const kinds = nodes.map((node: { kind: string; link: { agent: { name: string } } | null }) =>
      [node.kind, node.link?.agent.name].join(' ').trim(),
    )
    expect(kinds).toEqual(['UPDATED', 'LINKED portal', 'LINKED hr', 'CREATED'])
    expect(nodes[2]).toMatchObject({
      link: { dn: personName(7), anchor: 'P7', explicit: false, rule, ended: null, entry: { dn: personName(7) } },
      run: run(2),
      attributes: [],
    })
    expect(nodes[3].referenceSums).toEqual([{ attribute: 'manager', added: 1 }])
  })

  test('says which references came and went', async () => {
    const data = await ask(
      `query ($id: ID!) { metaverseObjectHistory(id: $id, first: 1) { nodes { kind changed attributes { name } referenceSums { attribute added removed handedOver }
         references(first: 1) { totalCount pageInfo { hasNextPage } edges { attribute operation targetId node { id } contribution { agent { name } rule } } } } } }`,
      { id: ids['Group 3'] },
    )
    expect(data.metaverseObjectHistory.nodes).toEqual([
      {
        kind: 'UPDATED',
        changed: ['member'],
        attributes: [],
        referenceSums: [{ attribute: 'member', added: 0, removed: 2, handedOver: 0 }],
        references: {
          totalCount: 2,
          pageInfo: { hasNextPage: true },
          edges: [
            {
              attribute: 'member',
              operation: 'REMOVED',
              targetId: ids['Person 10'],
              node: { id: ids['Person 10'] },
              contribution: { agent: { name: 'hr' }, rule: expect.stringMatching(/member/) },
            },
          ],
        },
      },
    ])
  })

  test('goes on after the object is gone', async () => {
    const data = await ask(
      `query ($id: ID!) { node(id: $id) { id } metaverseObjectHistory(id: $id) { nodes { kind at link { dn ended entry { dn } }
         attributes { name before after causes { dn entry { dn } } } } } }`,
      { id: ids['Group 5'] },
    )
    expect(data.node).toBeNull()
    const [deleted, ...rest] = data.metaverseObjectHistory.nodes
    expect(deleted.kind).toBe('DELETED')
    expect(deleted.attributes).toContainEqual({
      name: 'displayName',
      before: ['Group 5'],
      after: [],
      // The entry is gone with it; its name is known.
      causes: [{ dn: GROUP_5, entry: null }],
    })
    expect(rest.map((each: { kind: string }) => each.kind)).toEqual(['UNLINKED', 'LINKED', 'CREATED'])
    expect(rest[0].link).toEqual({ dn: GROUP_5, ended: 'REMOVED', entry: null })
  })

  test('is read in pages, forwards and backwards', async () => {
    const page = async (args: string) =>
      (
        await ask(
          `query ($id: ID!) { metaverseObjectHistory(id: $id, ${args}) { edges { cursor node { kind } } pageInfo { hasNextPage } } }`,
          { id: ids['Person 7'] },
        )
      ).metaverseObjectHistory
    const whole = await page('first: 10')
    const kinds: string[] = []
    for (let cursor = ''; ; ) {
      const { edges, pageInfo } = await page(`first: 1${cursor && `, after: "${cursor}"`}`)
      kinds.push(edges[0].node.kind)
      cursor = edges[0].cursor
      if (!pageInfo.hasNextPage) break
    }
    expect(kinds).toEqual(whole.edges.map((edge: { node: { kind: string } }) => edge.node.kind))
    expect((await page('last: 2')).edges).toEqual(whole.edges.slice(-2))
  })
})

describe('the history of an entry', () => {
  const EVENTS = 'nodes { counter counterToken dn at run { number } step { number } metaverseObject { id } }'

  test('says what runs did to it, also when it is gone', async () => {
    const { connectorSpaceEntries: list } = await ask(
      `{ connectorSpaceEntries(agent: "hr", filter: { dn: "${personName(7)}" }) { nodes { id history { totalCount ${EVENTS} } } } }`,
    )
    const { history } = list.nodes[0]
    expect(history.totalCount).toBe(4)
    expect(history.nodes.map((node: { counterToken: string }) => node.counterToken)).toEqual([
      'connector-flow',
      'stage-update',
      'disconnector-projected-flow',
      'stage-add',
    ])
    expect(history.nodes[0]).toEqual({
      counter: 'CONNECTOR_FLOW',
      counterToken: 'connector-flow',
      dn: personName(7),
      at: expect.any(String),
      run: { number: 4 },
      step: { number: 1 },
      metaverseObject: { id: ids['Person 7'] },
    })
    const [row] = await held.test.database.query<{ id: number }>(`select entry_id as id from link_past where dn = $1`, [
      GROUP_5,
    ])
    const id = Buffer.from(`v1:ConnectorSpaceEntry:${row?.id}`).toString('base64url')
    const { connectorSpaceEntryHistory: gone } = await ask(
      `query ($id: ID!) { node(id: $id) { id } connectorSpaceEntryHistory(id: $id, first: 2) { ${EVENTS} } }`,
      { id },
    )
    expect(gone.nodes.map((node: { counter: string }) => node.counter)).toEqual([
      'CONNECTOR_DELETE_REMOVE_MV',
      'STAGE_DELETE',
    ])
  })
})

test('the objects behind one counter are asked for by its name and agent', async () => {
  const { runs } = await ask(
    `{ runs(agent: "hr") { nodes { number steps { counters(names: [PROVISIONED_ADD_FLOW], targetAgent: "portal") { nameToken count targetAgent
        objects(first: 2) { totalCount nodes { dn } } } none: counters(targetAgent: "hr") { name } } } } }`,
  )
  const first = runs.nodes.find((run: { number: number }) => run.number === 2)
  expect(first.steps[0].counters).toEqual([
    {
      nameToken: 'provisioned-add-flow',
      count: 60,
      targetAgent: 'portal',
      objects: { totalCount: 60, nodes: [{ dn: expect.any(String) }, { dn: expect.any(String) }] },
    },
  ])
  expect(first.steps[0].none).toEqual([])
})

test('however many objects there are, their histories and pasts cost as many statements', async () => {
  const query = `query ($n: Int, $at: DateTime!) { metaverseObjects(type: "person", first: $n) { nodes {
    history(first: 5) { totalCount nodes { run { number } step { number } attributes { name before after causes { agent { name } dn rule } }
      references(first: 3) { totalCount nodes { id } } referenceSums { added } link { agent { name } entry { dn } rule } } }
    asOf(at: $at) { attributes { name contributions { agent { name } } } links { dn } references(first: 3) { totalCount nodes { type } } } } } }`
  const costs: number[] = []
  for (const n of [2, 10, 30, 2, 30]) {
    const { statistics } = held.hub.database
    const start = statistics.statements
    await ask(query, { n, at: before })
    costs.push(statistics.statements - start)
  }
  expect(Math.max(...costs)).toBeLessThanOrEqual(40)
  expect(Math.max(...costs) - Math.min(...costs)).toBeLessThanOrEqual(3)
})

test('who may not read the metaverse reads no history of it; an id of something else is refused', async () => {
  const denied = [
    ['{ metaverseObjectHistory(id: "ID") { totalCount } }', 'operator'],
    ['{ metaverseObjectHistory(id: "ID") { nodes { kind } } }', 'password'],
    [`{ metaverseObjectAsOf(id: "ID", at: "${before}") { type } }`, 'operator'],
  ] as const
  for (const [query, role] of denied) {
    const { errors } = await held.ask(query.replace('ID', ids['Person 7'] ?? ''), undefined, role)
    expect(errors?.map(error => error.extensions.code)).toEqual(['access.denied'])
  }
  const { errors } = await held.ask('{ metaverseObjectHistory(id: "djE6UnVuOjE") { totalCount } }')
  expect(errors?.[0]?.extensions.code).toBe('request.invalid')
})
