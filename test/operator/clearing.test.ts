import { afterEach, describe, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { badge, DOCUMENT, type OperatorWorld, operatorWorld, person } from './support.js'

let held: OperatorWorld
afterEach(() => held.close())

const CLEAR = `mutation ($input: ClearConnectorSpaceInput!) { it: clearConnectorSpace(input: $input) {
  run { id status profileName } problems { code message hint } } }`
const FORECAST =
  'query ($agent: String!) { it: connectorSpaceClearing(agent: $agent) { entries connectors deletedObjects objects } }'
const RUN = `query ($id: ID!) { node(id: $id) { ... on Run { status steps { status problem { code message hint }
  counters { nameToken targetAgent count } } } } }`

const LEFT = [
  'entry',
  'entry_reference',
  'link',
  'pending_import',
  'disconnector',
  'export_change',
  'export_reference',
  'problem',
  'resynchronization',
]
/** How many rows each table has of an agent. */
async function rowsOf(agent: string): Promise<Record<string, number>> {
  const counts = LEFT.map(table => `(select count(*) from ${table} t where t.agent_id = a.id) as ${table}`)
  const [row] = await held.hub.database.query<Record<string, number>>(
    `select ${counts.join(', ')} from agent a where a.name = $1`,
    [agent],
  )
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, count]) => count > 0))
}

async function clear(agent: string, acceptDeletions?: number) {
  const { it } = await held.ask(CLEAR, { input: { agent, confirm: agent, acceptDeletions } })
  expect(it).toMatchObject({ problems: [], run: { status: 'QUEUED', profileName: 'operator: clear-connector-space' } })
  await held.work()
  const { node } = await held.ask(RUN, { id: it.run.id })
  const step = node.steps[0]
  const counters = Object.fromEntries(
    step.counters.map((each: { nameToken: string; targetAgent: string | null; count: number }) => [
      each.targetAgent === null ? each.nameToken : `${each.nameToken}@${each.targetAgent}`,
      each.count,
    ]),
  )
  return { status: node.status, problem: step.problem, counters }
}

const objects = async (): Promise<number> =>
  (await held.hub.database.query<{ count: number }>('select count(*) from metaverse_object'))[0]?.count ?? 0

async function fill(people: number, badges: number): Promise<void> {
  for (let i = 0; i < people; i++) held.hr.put(person(String(i), i > 0 ? String(i - 1) : undefined))
  for (let i = 0; i < badges; i++) held.badges.put(badge(`B${i}`, { holder: [String(i)] }))
  for (const agent of ['hr', 'badges']) {
    await held.test.run(agent, 'full-import')
    await held.test.run(agent, 'full-synchronization')
  }
}

describe('clearing a connector space', () => {
  test('recalls what the agent gave, keeps what others keep alive, and wants a full import', async () => {
    held = await operatorWorld()
    await fill(5, 7)
    expect((await held.ask(FORECAST, { agent: 'badges' })).it).toEqual({
      entries: 7,
      connectors: 5,
      deletedObjects: 0,
      objects: 5,
    })
    const { status, counters } = await clear('badges')
    expect(status).toBe('SUCCESS')
    expect(counters).toMatchObject({ 'connector-cleared-leave-mv': 5, 'disconnector-cleared': 2 })
    expect(await rowsOf('badges')).toEqual({})
    const left = await held.hub.database.query(
      `select id from metaverse_object where attributes ?| array['room', 'badge']`,
    )
    expect(left).toEqual([])
    const { agent } = await held.ask('{ agent(name: "badges") { fullImportRequired importedAt } }')
    expect(agent).toEqual({ fullImportRequired: true, importedAt: null })
    expect((await held.test.run('badges', 'delta-import')).status).toBe('no-start-full-import-required')
    await held.test.run('badges', 'full-import')
    await held.test.run('badges', 'full-synchronization')
    expect((await held.entry('badges', 'number=B3')).state).toBe('CONNECTOR')
  })

  test('leaves all values and references where the agent does not recall, also between pages', async () => {
    held = await operatorWorld()
    const { agents, ...rest } = DOCUMENT(held.source)
    await held.test.apply({ ...rest, agents: { ...agents, hr: { ...agents.hr, recall: false } } })
    await fill(1_010, 1_010)
    const count = async (): Promise<unknown> =>
      held.hub.database.query(
        `select (select count(*) from metaverse_reference) as bosses,
           (select count(*) from metaverse_object where attributes ? 'displayName') as names`,
      )
    expect(await count()).toEqual([{ bosses: 1_009, names: 1_010 }])
    expect((await clear('hr')).status).toBe('SUCCESS')
    expect(await rowsOf('hr')).toEqual({})
    expect(await count()).toEqual([{ bosses: 1_009, names: 1_010 }])
  })

  test('stops before the first change when more objects would go than accepted', async () => {
    held = await operatorWorld({ when: 'any-connector', of: ['hr'] })
    await fill(12, 3)
    await held.test.run('portal', 'export')
    await held.test.run('portal', 'full-import')
    const before = await rowsOf('hr')
    expect((await held.ask(FORECAST, { agent: 'hr' })).it).toMatchObject({ deletedObjects: 12, objects: 12 })
    const stopped = await clear('hr')
    expect(stopped).toMatchObject({
      status: 'STOPPED_DELETION_LIMIT',
      problem: {
        code: 'run.deletion-limit',
        message: expect.stringContaining('12 of 12'),
        hint: expect.stringContaining('12'),
      },
    })
    expect((await clear('hr', 11)).status).toBe('STOPPED_DELETION_LIMIT')
    expect(await rowsOf('hr')).toEqual(before)

    const { status, counters } = await clear('hr', 12)
    expect(status).toBe('SUCCESS')
    expect(counters['connector-cleared-remove-mv']).toBe(12)
    expect(await objects()).toBe(0)
    expect(await rowsOf('hr')).toEqual({})
    // The portal's accounts are to be deleted there, and badges stay as their agent's rule says.
    const { agent } = await held.ask('{ agent(name: "portal") { statistics { exportDeletes } } }')
    expect(agent.statistics.exportDeletes).toBe(12)
    expect((await held.entry('badges', 'number=B0')).state).toBe('EXPLICIT_DISCONNECTOR')
  })

  test('provisions nothing into what is being cleared', async () => {
    held = await operatorWorld()
    await fill(4, 0)
    expect((await clear('portal')).status).toBe('SUCCESS')
    expect(await rowsOf('portal')).toEqual({})
    await held.test.run('hr', 'full-synchronization')
    expect((await held.entry('portal', 'uid=1')).pendingExport).toEqual({ operation: 'ADD' })
  })

  test('of an agent that has left the configuration leaves nothing of it', async () => {
    held = await operatorWorld()
    await fill(3, 3)
    const document = parse(stringify(DOCUMENT(held.source)))
    delete document.agents.badges
    await held.test.apply(document)
    expect(await rowsOf('badges')).toMatchObject({ entry: 3, link: 3 })
    expect((await clear('badges')).status).toBe('SUCCESS')
    expect(await rowsOf('badges')).toEqual({})
    const left = await held.hub.database.query(
      `select id from metaverse_object where attributes ?| array['room', 'badge']`,
    )
    expect(left).toEqual([])
    expect(await objects()).toBe(3)
  })

  test.each([
    [{ agent: 'hr', confirm: 'HR' }, 'request.invalid', 'Repeat the name: hr.'],
    [{ agent: 'nobody', confirm: 'nobody' }, 'request.not-found', null],
  ])('%j is refused', async (input, code, hint) => {
    held = await operatorWorld()
    expect((await held.ask(CLEAR, { input })).it).toMatchObject({ run: null, problems: [{ code, hint }] })
  })

  test('is refused while a run of the agent has not ended', async () => {
    held = await operatorWorld()
    const { database } = held.hub
    await database.query(
      `insert into run (agent_id, agent_name, profile_name, number, status, requested_by) select id, name, 'full', 1, 'in-progress', 'x' from agent where name = 'hr'`,
    )
    const { it } = await held.ask(CLEAR, { input: { agent: 'hr', confirm: 'hr' } })
    expect(it.problems).toEqual([
      expect.objectContaining({ code: 'locking-error-needs-retry', message: 'Run 1 of agent hr has not ended.' }),
    ])
  })

  test('waits for nobody who reads', async () => {
    held = await operatorWorld()
    await fill(3, 2)
    await held.hub.database.transaction(async reader => {
      await reader.query('select count(*) from entry')
      expect((await clear('badges')).status).toBe('SUCCESS')
    })
    expect(await rowsOf('badges')).toEqual({})
  }, 15_000)

  test('goes page by page over 5,000 entries', async () => {
    held = await operatorWorld({ when: 'last-connector', ignore: ['portal'] })
    held.hr.generate(5_000, i => person(String(i)))
    await held.test.run('hr', 'full-import')
    await held.test.run('hr', 'full-synchronization')
    const { status, counters } = await clear('hr', 5_000)
    expect(status).toBe('SUCCESS')
    expect(counters['connector-cleared-remove-mv']).toBe(5_000)
    expect(await objects()).toBe(0)
    expect(await rowsOf('hr')).toEqual({})
    // Nothing had been sent: what was provisioned is gone, too.
    expect(await rowsOf('portal')).toEqual({})
  }, 60_000)
})
