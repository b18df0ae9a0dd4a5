import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { executeWhatIf } from '../../src/runs/what-if/execute-what-if.js'
import { takeWhatIf } from '../../src/storage/what-if/what-ifs.js'
import { badge, DOCUMENT, MUTATIONS, type OperatorWorld, operatorWorld, person } from './support.js'

let held: OperatorWorld
beforeEach(async () => {
  held = await operatorWorld({ when: 'any-connector', of: ['hr'] })
})
afterEach(() => held.close())

const RUN = 'run { id status } problems { code message hint }'
const PLAN = `mutation ($run: ID!) { it: planUndo(input: { run: $run }) { whatIf { id } problems { code message hint } } }`
const FOUND = `query ($id: ID!) { it: whatIf(id: $id) { status undoes { id } problem { code message }
  steps { agent statusToken counters { nameToken count } } counts { kindToken objects }
  differences(first: 200) { nodes { kindToken agent dn label operation attribute before after } } } }`
const UNDO = `mutation ($input: UndoRunInput!) { it: undoRun(input: $input) { ${RUN} } }`
const ENDED = `query ($id: ID!) { it: node(id: $id) { ... on Run { status number profileName
  steps { problem { code message } counters { nameToken count objects(first: 5) { totalCount } } } } } }`

const RULES = () => DOCUMENT(held.source, { when: 'any-connector', of: ['hr'] })

/** HR without two people. */
const filtered = () => {
  const document = RULES()
  const { hr } = document.agents
  const filter = ['Person 0', 'Person 1'].map(value => ({ attribute: 'cn', operator: 'equality', value }))
  return {
    ...document,
    agents: { ...document.agents, hr: { ...hr, objects: { person: { ...hr.objects.person, filter } } } },
  }
}

async function fill(): Promise<void> {
  for (let i = 0; i < 6; i++) held.hr.put(person(String(i), i > 1 ? '2' : undefined))
  for (let i = 0; i < 3; i++) held.badges.put(badge(`B${i}`, { holder: [String(i)] }))
  for (const agent of ['hr', 'badges']) {
    await held.test.run(agent, 'full-import')
    await held.test.run(agent, 'full-synchronization')
  }
  for (const step of ['export', 'full-import', 'full-synchronization'] as const) await held.test.run('portal', step)
}

async function plan(run: string) {
  const { it } = await held.ask(PLAN, { run })
  expect(it.problems).toEqual([])
  const record = await takeWhatIf(held.hub.database, 'test')
  if (record === undefined) throw new Error('there is no plan')
  const log = (_: string, { error }: { error?: unknown }): never => {
    throw error
  }
  await executeWhatIf({ database: held.hub.database, name: 'test', log, signal: new AbortController().signal }, record)
  return { id: it.whatIf.id, found: (await held.ask(FOUND, { id: it.whatIf.id })).it }
}

async function lastRun(): Promise<string> {
  const { it } = await held.ask('{ it: runs(first: 500) { nodes { id } } }')
  const [row] = await held.hub.database.query<{ id: number }>('select max(id) as id from run')
  for (const { id } of it.nodes) if (Buffer.from(id, 'base64').toString().endsWith(`:${row?.id}`)) return id
  throw new Error('the last run is not listed')
}

test('planned, looked at, and done as it was planned', async () => {
  await fill()
  await held.test.apply(filtered())
  await held.test.run('hr', 'full-synchronization')
  await held.test.apply(RULES())
  const run = await lastRun()
  const { id, found } = await plan(run)
  expect(found).toMatchObject({ status: 'COMPLETED', problem: null, undoes: { id: run } })
  expect(found.steps[0].counters).toContainEqual({ nameToken: 'object-restored', count: 2 })
  expect(found.counts).toContainEqual({ kindToken: 'export-withdrawn', objects: 2 })
  expect(found.counts).toContainEqual({ kindToken: 'object-created', objects: 2 })
  expect(found.differences.nodes).toContainEqual(
    expect.objectContaining({ kindToken: 'object-created', label: 'Person 0', before: null }),
  )
  const { it } = await held.ask(UNDO, { input: { run, plan: id } })
  expect(it).toMatchObject({ problems: [], run: { status: 'QUEUED' } })
  await held.work()
  const { it: ended } = await held.ask(ENDED, { id: it.run.id })
  expect(ended).toMatchObject({ status: 'SUCCESS', profileName: 'operator: undo' })
  const counters = ended.steps[0].counters.map((each: { nameToken: string; count: number }) => ({
    nameToken: each.nameToken,
    count: each.count,
  }))
  expect(counters).toEqual(found.steps[0].counters)
  const exports = await held.hub.database.query('select operation from export_change')
  expect(exports).toEqual([])
  const audit = await held.hub.database.query(
    `select outcome from audit_event where operation = 'undo-run' and completes is null order by id`,
  )
  expect(audit).toHaveLength(2)

  const again = await held.ask(UNDO, { input: { run, plan: id } })
  await held.work()
  const { it: refused } = await held.ask(ENDED, { id: again.it.run.id })
  expect(refused.steps[0]).toMatchObject({ problem: null })
})

test('a plan shows who is left alone, and is refused when more people have been changed since', async () => {
  await fill()
  for (const id of ['3', '4', '5']) held.hr.put({ ...person(id, '0'), attributes: { id: [id], cn: [`New ${id}`] } })
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
  const run = await lastRun()
  held.badges.put(badge('B3', { holder: ['3'] }))
  await held.test.run('badges', 'delta-import')
  await held.test.run('badges', 'delta-synchronization')
  const { id, found } = await plan(run)
  const [alone] = found.differences.nodes.filter((each: { kindToken: string }) => each.kindToken === 'left-alone')
  expect(alone).toMatchObject({ agent: 'badges', label: 'New 3' })
  expect(JSON.parse(alone.after)).toMatchObject({ profile: 'test' })

  held.badges.put(badge('B4', { holder: ['4'] }))
  await held.test.run('badges', 'delta-import')
  await held.test.run('badges', 'delta-synchronization')
  const { it } = await held.ask(UNDO, { input: { run, plan: id } })
  await held.work()
  const { it: ended } = await held.ask(ENDED, { id: it.run.id })
  expect(ended.steps[0].problem).toMatchObject({ code: 'undo.plan-changed' })
})

test('what a person did by hand is undone: the entry is what it was', async () => {
  await fill()
  held.badges.put(badge('B9'))
  await held.test.run('badges', 'delta-import')
  await held.test.run('badges', 'delta-synchronization')
  const entry = await held.entry('badges', 'number=B9')
  await held.ask(MUTATIONS.set, { entry: entry.id, explicit: true })
  const [object] = (
    await held.ask('{ it: metaverseObjects(first: 50) { nodes { id attribute(name: "employeeID") { values } } } }')
  ).it.nodes.filter((each: { attribute: { values: string[] } | null }) => each.attribute?.values[0] === '5')
  await held.ask(MUTATIONS.join, { entry: entry.id, object: object.id })
  expect((await held.entry('badges', 'number=B9')).state).toBe('EXPLICIT_CONNECTOR')
  const run = await lastRun()
  const [{ number }] = (await held.hub.database.query<{ number: number }>(
    'select number from run order by id desc limit 1',
  )) as [{ number: number }]
  expect((await held.ask(UNDO, { input: { run, confirm: number + 1 } })).it.problems[0]).toMatchObject({
    code: 'request.invalid',
    hint: expect.stringContaining(String(number)),
  })
  expect((await held.ask(UNDO, { input: { run, confirm: number } })).it.problems).toEqual([])
  await held.work()
  expect(await held.entry('badges', 'number=B9')).toMatchObject({
    state: 'EXPLICIT_DISCONNECTOR',
    metaverseObject: null,
  })
})
