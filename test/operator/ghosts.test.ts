import { afterEach, expect, test } from '@jest/globals'
import { badge, type Deletion, DOCUMENT, type OperatorWorld, operatorWorld, person } from './support.js'

let held: OperatorWorld
afterEach(() => held.close())

const CANDIDATES =
  'query ($type: String, $first: Int = 50) { it: deletionCandidates(type: $type, first: $first) { totalCount nodes { id type attribute(name: "displayName") { values } } pageInfo { hasNextPage } } }'
const REEVALUATE =
  'mutation ($input: ReevaluateDeletionRulesInput!) { it: reevaluateDeletionRules(input: $input) { run { id } problems { code hint } } }'

async function reevaluate(input: object) {
  const { it } = await held.ask(REEVALUATE, { input })
  expect(it.problems).toEqual([])
  await held.work()
  const { node } = await held.ask(
    'query ($id: ID!) { node(id: $id) { ... on Run { status agent { name } agentName steps { problem { code message hint } counters { nameToken targetAgent count objects { totalCount } } } } } }',
    { id: it.run.id },
  )
  return node
}

/** HR's values outlast its entries, so that accounts do. */
const keepingValues = (deletion: Deletion): object => {
  const document = DOCUMENT(held.source, deletion)
  return { ...document, agents: { ...document.agents, hr: { ...document.agents.hr, recall: false } } }
}

/** Twelve people; the first `leavers` of them have left HR under a rule that did not mind. */
async function ghosts(leavers: number, after: Deletion): Promise<void> {
  held = await operatorWorld({ when: 'last-connector' })
  const { test: hub } = held
  await hub.apply(keepingValues({ when: 'last-connector' }))
  for (let i = 0; i < 12; i++) held.hr.put(person(String(i), i > 0 ? '0' : undefined))
  held.badges.put(badge('B', { holder: ['1'] }))
  for (const agent of ['hr', 'badges']) {
    await hub.run(agent, 'full-import')
    await hub.run(agent, 'full-synchronization')
  }
  await hub.run('portal', 'export')
  await hub.run('portal', 'full-import')
  await hub.run('portal', 'full-synchronization')
  for (let i = 0; i < leavers; i++) held.hr.delete(String(i))
  await hub.run('hr', { type: 'delta-import', deletionPercent: null })
  await hub.run('hr', 'delta-synchronization')
  await hub.apply(keepingValues(after))
}

test('objects that a rule of today would have given up are listed, and deleted with what hangs on them', async () => {
  await ghosts(2, { when: 'any-connector', of: ['hr'] })
  const { it } = await held.ask(CANDIDATES, {}, 'reader')
  expect(it.totalCount).toBe(2)
  const [first] = (await held.ask(CANDIDATES, { first: 1 })).it.nodes
  expect(first.id).toBe(it.nodes[0].id)

  const run = await reevaluate({})
  expect(run).toMatchObject({ status: 'SUCCESS', agent: null, agentName: '(metaverse)' })
  expect(run.steps[0].counters).toEqual([
    { nameToken: 'object-deleted', targetAgent: null, count: 2, objects: { totalCount: 2 } },
  ])
  expect((await held.ask(CANDIDATES)).it.totalCount).toBe(0)
  const { agent } = await held.ask('{ agent(name: "portal") { statistics { exportDeletes } } }')
  expect(agent.statistics.exportDeletes).toBe(2)
  expect((await held.entry('badges', 'number=B')).state).toBe('EXPLICIT_DISCONNECTOR')
  const feed = await held.hub.database.query(`select from change_feed where kind = 'deleted'`)
  expect(feed).toHaveLength(2)
  expect(await reevaluate({})).toMatchObject({ status: 'COMPLETED_NO_OBJECTS' })
})

test('ignored agents keep no object alive', async () => {
  await ghosts(3, { when: 'last-connector', ignore: ['portal'] })
  // The second of them has a badge.
  expect((await held.ask(CANDIDATES, { type: 'person' })).it.totalCount).toBe(2)
  await reevaluate({ type: 'person' })
  const [left] = await held.hub.database.query('select count(*) from metaverse_object')
  expect(left).toEqual({ count: 10 })
})

test('the brake holds before the first of them, and asks for their number', async () => {
  await ghosts(11, { when: 'any-connector', of: ['hr'] })
  const stopped = await reevaluate({})
  expect(stopped.status).toBe('STOPPED_DELETION_LIMIT')
  expect(stopped.steps[0].problem).toEqual({
    code: 'run.deletion-limit',
    message: expect.stringContaining('11 of 12'),
    hint: expect.stringContaining('11'),
  })
  expect((await held.ask(CANDIDATES)).it.totalCount).toBe(11)
  expect((await reevaluate({ acceptDeletions: 11 })).status).toBe('SUCCESS')
  expect((await held.ask(CANDIDATES)).it.totalCount).toBe(0)
})

test('a rule under which everything is in order finds nothing', async () => {
  await ghosts(2, { when: 'last-connector' })
  expect((await held.ask(CANDIDATES)).it.nodes).toEqual([])
})

test('a type that there is not is refused', async () => {
  held = await operatorWorld()
  expect((await held.ask(REEVALUATE, { input: { type: 'nothing' } })).it).toEqual({
    run: null,
    problems: [{ code: 'request.not-found', hint: expect.stringContaining('person') }],
  })
  expect((await held.answer(CANDIDATES, { type: 'nothing' })).errors?.[0]?.extensions.code).toBe('request.not-found')
})
